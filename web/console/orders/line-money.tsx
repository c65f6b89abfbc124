import { Table, type TableColumnsType } from 'antd'
import type { OrderLine } from '../../api/nouns.ts'
import { labelText, useLanguage, wording } from '../../ui/language.ts'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'

/** Components of a line, and their sign in what is owed. */
const COMPONENTS = [
  ['goodsAmount', 'money.goods', 1],
  ['shopDiscount', 'money.shop_discount', -1],
  ['platformDiscount', 'money.platform_discount', -1],
  ['pointsAmount', 'money.points', -1],
  ['freight', 'money.freight', 1],
] as const satisfies readonly (readonly [keyof OrderLine, ConsoleKey, 1 | -1])[]

/** Every line with every component; the foot is the sum of each column, and the row below opens each price stage. */
export function LineMoney({ lines, currency }: { lines: OrderLine[]; currency: string }) {
  const t = useWords()
  const language = useLanguage()
  const columns: TableColumnsType<OrderLine> = [
    {
      title: t('orders.goods'),
      render: (_, line) => (
        <span className="goods">
          <span>{wording(line, 'title', language)}</span>
          <span className="quiet">{wording(line, 'specText', language)}</span>
        </span>
      ),
    },
    {
      title: t('money.unit_price'),
      align: 'right',
      render: (_, line) => <Money amount={line.unitPrice} currency={currency} />,
    },
    {
      title: t('orders.quantity'),
      align: 'right',
      render: (_, line) =>
        line.refundedQuantity > 0
          ? t('orders.quantity_refunded', { quantity: line.quantity, refunded: line.refundedQuantity })
          : line.quantity,
    },
    ...COMPONENTS.map(([field, name, sign]) => ({
      title: t(name),
      align: 'right' as const,
      render: (_: unknown, line: OrderLine) => (
        <Money amount={sign * line[field]} currency={currency} quietZero />
      ),
    })),
    {
      title: t('money.payable'),
      fixed: 'end',
      align: 'right',
      render: (_, line) => <Money amount={line.payable} currency={currency} strong />,
    },
  ]
  const total = (field: (typeof COMPONENTS)[number][0] | 'payable') =>
    lines.reduce((sum, line) => sum + line[field], 0)
  return (
    <Rows<OrderLine>
      label={t('money.per_line')}
      rows={lines}
      columns={columns}
      rowKey={(line) => String(line.lineNo)}
      expandable={{
        defaultExpandAllRows: true,
        rowExpandable: (line) => line.stages.length > 0,
        expandedRowRender: (line) => <Stages line={line} currency={currency} />,
      }}
      summary={() => (
        <Table.Summary.Row className="sum-row">
          <Table.Summary.Cell index={0} colSpan={4}>
            {t('money.sum')}
          </Table.Summary.Cell>
          {COMPONENTS.map(([field, , sign], index) => (
            <Table.Summary.Cell key={field} index={index + 4} align="right">
              <Money amount={sign * total(field)} currency={currency} quietZero />
            </Table.Summary.Cell>
          ))}
          <Table.Summary.Cell index={9} align="right">
            <Money amount={total('payable')} currency={currency} strong />
          </Table.Summary.Cell>
        </Table.Summary.Row>
      )}
    />
  )
}

/** The frozen price ledger of a line: each stage that moved money, and the sum, which is what the line owes. */
function Stages({ line, currency }: { line: OrderLine; currency: string }) {
  const t = useWords()
  const language = useLanguage()
  const sum = line.stages.reduce((total, { amount }) => total + amount, 0)
  return (
    <table className="stages" aria-label={t('money.stages_of', { title: line.title })}>
      <tbody>
        {line.stages.map(({ stage, amount, label }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a frozen ledger, whose rows never move
          <tr key={index}>
            <th scope="row">{labelText(label, language)}</th>
            <td className="quiet">{stage}</td>
            <td>
              <Money amount={amount} currency={currency} />
            </td>
          </tr>
        ))}
        <tr className="sum-row">
          <th scope="row">{t('money.sum_of_stages')}</th>
          <td />
          <td className={sum === line.payable ? '' : 'figure-bad'}>
            <Money amount={sum} currency={currency} strong />
          </td>
        </tr>
      </tbody>
    </table>
  )
}
