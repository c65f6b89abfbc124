import { Card, Col, Row } from 'antd'
import { useParams } from 'react-router'
import type { Order } from '../../api/nouns.ts'
import { ReceiptFields, receiptOf, type Said } from '../hand/receipt.tsx'
import { Act } from '../parts/act.tsx'
import { useResource } from '../parts/ask.ts'
import { FormAct } from '../parts/form-act.tsx'
import { No } from '../parts/no.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { ScheduleCard } from '../payments/schedule.tsx'
import { useIsPlatform, useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { OrderFacts } from './facts.tsx'
import { LineMoney } from './line-money.tsx'
import { OrderPayment, OrderShare } from './order-payment.tsx'
import { RefundRequest } from './refund-request.tsx'
import { SupplementRequest } from './supplement.tsx'
import { Timeline } from './timeline.tsx'

/** One order: what was sold, where every cent comes from, how it was paid, and everything that happened to it. */
export function OrderPage() {
  const t = useWords()
  const may = useMay()
  const isPlatform = useIsPlatform()
  const { no = '' } = useParams()
  const order = useResource<Order>(`/v1/orders/${no}`, { everyMs: 15_000 })
  return (
    <Page
      title={t('orders.one')}
      name={<No no={no} />}
      extra={order.data ? <OrderActions order={order.data} /> : null}
    >
      <Loaded of={order}>
        {(value) => (
          <Row gutter={[16, 16]}>
            <Col xs={24} xl={17}>
              <OrderFacts order={value} />
              <Card title={t('money.per_line')} className="stacked">
                <LineMoney lines={value.lines} currency={value.currency} />
              </Card>
            </Col>
            <Col xs={24} xl={7}>
              <Card title={t('timeline.title')}>
                <Timeline no={no} />
              </Card>
            </Col>
            <Col span={24}>
              <ScheduleCard no={value.tradeNo} currency={value.currency} />
            </Col>
            <Col span={24}>
              {may('payment.read') && isPlatform ? (
                <OrderPayment order={value} />
              ) : (
                <OrderShare order={value} />
              )}
            </Col>
          </Row>
        )}
      </Loaded>
    </Page>
  )
}

/** Buttons only for what the order itself says this caller may do now. */
function OrderActions({ order }: { order: Order }) {
  const t = useWords()
  const may = useMay()
  const offered = (action: string) => order.actions.includes(action)
  const path = `/v1/orders/${order.no}`
  return (
    <>
      {offered('confirm') ? (
        <Act
          primary
          label={t('orders.confirm')}
          what={t('orders.confirm_what')}
          order={{ method: 'POST', path: `${path}/confirm` }}
        />
      ) : null}
      {offered('complete') ? (
        <Act
          label={t('orders.complete')}
          what={t('orders.complete_what')}
          order={{ method: 'POST', path: `${path}/complete` }}
        />
      ) : null}
      {offered('decline') ? (
        <Act
          danger
          label={t('orders.decline')}
          what={t('orders.decline_what')}
          order={{ method: 'POST', path: `${path}/decline` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
      {order.toCollect && may('receipt.record') ? (
        <FormAct<Said>
          label={t('orders.collect')}
          what={t('orders.collect_what')}
          initial={{ amount: order.toCollect.amount }}
          orderOf={(said) => ({
            method: 'POST',
            path: `/v1/attempts/${order.toCollect?.attemptNo}/receipts`,
            body: receiptOf(said),
          })}
        >
          <ReceiptFields withAmount />
        </FormAct>
      ) : null}
      {offered('supplement') ? <SupplementRequest orderNo={order.no} /> : null}
      {offered('waive_supplement') ? (
        <Act
          label={t('supplement.waive')}
          what={t('supplement.waive_what')}
          order={{ method: 'POST', path: `${path}/supplements/waive` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
      {offered('withdraw') ? (
        <Act
          danger
          label={t('orders.withdraw')}
          what={t('orders.withdraw_what')}
          order={{ method: 'POST', path: `${path}/withdraw` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
      {offered('cancel') ? (
        <Act
          danger
          label={t('orders.cancel')}
          what={t('orders.cancel_what')}
          order={{ method: 'POST', path: `${path}/cancel` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
      {offered('refund') || offered('request_refund') ? <RefundRequest order={order} /> : null}
    </>
  )
}
