import type { ReactNode } from 'react'
import type { EvidenceView } from '../../api/staff-nouns.ts'
import { ChannelName } from '../parts/channel.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { saidOf, stateWord } from './said.tsx'

type Row = {
  readonly name: string
  readonly said: ReactNode
  readonly held: ReactNode
  readonly differs?: boolean
}

/** What the channel says beside what stands in our books, fact by fact; what differs is marked. */
export function Compare({ of }: { of: EvidenceView }) {
  const t = useWords()
  const { holds } = of
  return (
    <table className="compare">
      <thead>
        <tr>
          <th scope="col">{t('evidence.fact')}</th>
          <th scope="col">
            {t('evidence.says')} · <ChannelName account={of.channel} />
          </th>
          <th scope="col">{t('evidence.books')}</th>
        </tr>
      </thead>
      <tbody>
        {useRows(of).map(({ name, said, held, differs }, index) => (
          <tr key={name} className={differs ? 'compare-off' : undefined}>
            <th scope="row">{name}</th>
            <td>{said}</td>
            {holds ? (
              <td>{held}</td>
            ) : index === 0 ? (
              <td rowSpan={99} className="quiet compare-none">
                {t('evidence.no_books')}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function useRows(of: EvidenceView): Row[] {
  const t = useWords()
  const { holds, subjectNo } = of
  const said = saidOf(of)
  const word = stateWord(said)
  const money = (amount: number | undefined, currency: string | undefined) =>
    amount === undefined ? '–' : <Money amount={amount} currency={currency ?? holds?.currency ?? 'CNY'} />
  const code = (no: string | null | undefined) => (no ? <span className="code">{no}</span> : '–')
  const pageOf = holds?.kind === 'refund' ? `/refunds/${holds.no}` : `/payments/${holds?.tradeNo}`
  return [
    {
      name: t('evidence.number'),
      said: code(subjectNo),
      held: holds ? <No no={holds.no} to={pageOf} /> : null,
    },
    {
      name: t('evidence.about'),
      said: said.about ? t(`evidence.about.${said.about}`) : '–',
      held: holds ? t(`evidence.about.${holds.kind}`) : null,
    },
    {
      name: t('orders.state'),
      said: [word ? t(word) : (said.kind ?? '–'), said.code].filter(Boolean).join(' · '),
      held: holds ? <StateTag machine={holds.kind} state={holds.state} /> : null,
      differs: of.outcome === 'contradicted',
    },
    {
      name: t('money.amount'),
      said: money(said.amount, said.currency),
      held: holds ? money(holds.amount, holds.currency) : null,
      differs: holds !== null && said.amount !== undefined && said.amount !== holds.amount,
    },
    {
      name: t('payments.channel_no'),
      said: code(said.channelNo),
      held: holds ? code(holds.channelNo) : null,
      differs: Boolean(holds?.channelNo && said.channelNo && holds.channelNo !== said.channelNo),
    },
    {
      name: t('evidence.done_at'),
      said: <When at={said.at} />,
      held: holds ? <When at={holds.doneAt} /> : null,
    },
    ...(said.isOurs === undefined
      ? []
      : [
          {
            name: t('evidence.is_ours'),
            said: t(said.isOurs ? 'evidence.ours' : 'evidence.not_ours'),
            held: t('evidence.ours'),
            differs: !said.isOurs,
          },
        ]),
    ...(holds
      ? [
          {
            name: t('orders.trade'),
            said: '–',
            held: <No no={holds.tradeNo} to={`/payments/${holds.tradeNo}`} />,
          },
        ]
      : []),
    ...(holds?.orderNo
      ? [
          {
            name: t('orders.no'),
            said: '–',
            held: <No no={holds.orderNo} to={`/orders/${holds.orderNo}`} />,
          },
        ]
      : []),
  ]
}
