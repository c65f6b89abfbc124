import { Button, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { isRefused } from '../../api/problem.ts'
import { newKey } from '../../api/transport.ts'
import { useWrite } from '../parts/ask.ts'
import { useWords } from '../words/index.ts'

const ADJUSTABLE = ['available', 'damaged', 'activity', 'in_transit'] as const
type Wanted = { bucket: (typeof ADJUSTABLE)[number]; quantity: number; reason: string }

/** Corrects a bucket by hand, with a reason that stays in the journal. */
export function Adjustment({ skuId }: { skuId: string }) {
  const t = useWords()
  const write = useWrite()
  const [key, setKey] = useState<string | null>(null)
  const [form] = Form.useForm<Wanted>()
  const adjust = async () => {
    const body = await form.validateFields()
    await write.mutateAsync({
      method: 'POST',
      path: `/v1/stock/${skuId}/adjustments`,
      body,
      key: key ?? newKey(),
    })
    setKey(null)
  }
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <>
      <Button onClick={() => setKey(newKey())}>{t('stock.adjust_title')}</Button>
      <Modal
        title={t('stock.adjust_title')}
        open={key !== null}
        okText={t('stock.adjust_title')}
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => adjust().catch((error) => isRefused(error) && setKey(newKey()))}
        destroyOnHidden
      >
        <p className="act-what">{t('stock.adjust_what')}</p>
        <Form form={form} layout="vertical" preserve={false} initialValues={{ bucket: 'available' }}>
          <Form.Item name="bucket" label={t('stock.bucket')} rules={needed}>
            <Select
              options={ADJUSTABLE.map((value) => ({
                value,
                label: t(`stock.${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item name="quantity" label={t('stock.by')} rules={needed}>
            <InputNumber precision={0} min={-100_000} max={100_000} />
          </Form.Item>
          <Form.Item
            name="reason"
            label={t('act.reason')}
            rules={[{ required: true, message: t('act.reason_needed') }]}
          >
            <Input.TextArea rows={2} maxLength={200} showCount />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
