import { Skeleton, type TableColumnsType, type TableProps } from 'antd'
import { Fragment, type ReactNode, useState } from 'react'
import { useWords } from '../words/index.ts'

type Expandable<T> = NonNullable<TableProps<T>['expandable']>
type CardsProps<T> = {
  readonly rows: readonly T[]
  readonly columns: TableColumnsType<T>
  readonly rowKey: (row: T) => string
  readonly label: string
  readonly loading: boolean
  readonly empty: string
  readonly expandable?: Expandable<T>
}

/** A table on a phone: each row is a card, its columns under one another with their titles, what can be done at its foot. */
export function Cards<T extends object>({
  rows,
  columns,
  rowKey,
  label,
  loading,
  empty,
  expandable,
}: CardsProps<T>) {
  if (loading) return <Skeleton active paragraph={{ rows: 4 }} />
  if (rows.length === 0) return <p className="quiet cards-empty">{empty}</p>
  return (
    <ul className="cards" aria-label={label}>
      {rows.map((row, at) => (
        <li key={rowKey(row)} className="row-card">
          <dl>
            {columns.filter(isTitled).map((column, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns of a table never move
              <Fragment key={i}>
                <dt>{column.title as ReactNode}</dt>
                <dd>{shown(column, row, at)}</dd>
              </Fragment>
            ))}
          </dl>
          {columns
            .filter((column) => !isTitled(column))
            .map((column, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns of a table never move
              <div key={i} className="row-card-acts">
                {shown(column, row, at)}
              </div>
            ))}
          {expandable ? <More of={row} at={at} expandable={expandable} /> : null}
        </li>
      ))}
    </ul>
  )
}

type Column<T> = TableColumnsType<T>[number]

const isTitled = <T,>({ title }: Column<T>): boolean => title !== '' && title !== undefined

/** Every column of the console draws its own cells. */
const shown = <T,>(column: Column<T>, row: T, at: number): ReactNode =>
  'render' in column && column.render ? (column.render(undefined, row, at) as ReactNode) : null

/** What a wide table opens under its row. */
function More<T>({ of, at, expandable }: { of: T; at: number; expandable: Expandable<T> }) {
  const t = useWords()
  const [isOpen, setOpen] = useState(expandable.defaultExpandAllRows ?? false)
  if (expandable.rowExpandable && !expandable.rowExpandable(of)) return null
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('list.details')}</summary>
      {isOpen ? expandable.expandedRowRender?.(of, at, 0, true) : null}
    </details>
  )
}
