import { Button, Card, Flex, Table, type TableColumnsType, type TableProps } from 'antd'
import { type ReactNode, useRef } from 'react'
import { useIsPhone } from '../shell/narrow.ts'
import { useWords } from '../words/index.ts'
import { usePages } from './ask.ts'
import { Cards } from './cards.tsx'
import { Failure } from './page.tsx'
import type { Query } from './wire.ts'

type ListProps<T> = {
  readonly path: string
  readonly query?: Query
  readonly columns: TableColumnsType<T>
  readonly rowKey: (row: T) => string
  readonly filters?: ReactNode
  readonly everyMs?: number
  readonly expandable?: NonNullable<TableProps<T>['expandable']>
  /** What the table is called for those who hear it. */
  readonly label: string
}

/** A list of the API in cursor pages: filters above, a dense table, more at the foot. */
export function List<T extends object>(props: ListProps<T>) {
  const { path, query, columns, rowKey, filters, everyMs, expandable, label } = props
  const t = useWords()
  const pages = usePages<T>(path, { ...(query ? { query } : {}), ...(everyMs ? { everyMs } : {}) })
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Card>
      {filters ? <div className="filters">{filters}</div> : null}
      {pages.error ? (
        <Failure error={pages.error} again={pages.refetch} />
      ) : (
        <>
          <Rows
            cards
            label={label}
            rows={rows}
            columns={columns}
            rowKey={rowKey}
            loading={pages.isPending}
            empty={pages.hasNextPage ? t('list.further') : t('list.empty')}
            {...(expandable ? { expandable } : {})}
          />
          <Flex justify="space-between" align="center" className="list-foot">
            <span className="quiet" role="status" data-rows={rows.length}>
              {pages.hasNextPage
                ? t('list.shown', { count: rows.length })
                : t('list.all', { count: rows.length })}
            </span>
            {pages.hasNextPage ? (
              <Button loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
                {t('list.more')}
              </Button>
            ) : null}
          </Flex>
        </>
      )}
    </Card>
  )
}

type RowsProps<T> = {
  readonly rows: readonly T[]
  readonly columns: TableColumnsType<T>
  readonly rowKey: (row: T) => string
  readonly label: string
  readonly loading?: boolean
  /** What is said where there is no row. */
  readonly empty?: string
  /** On a phone its rows are cards: it is a list of things, not a matrix to be compared. */
  readonly cards?: boolean
  readonly summary?: NonNullable<TableProps<T>['summary']>
  readonly expandable?: NonNullable<TableProps<T>['expandable']>
}

/** Whether this is a phone. A phone that is turned under an open dialog keeps its rows: what was typed would go with them. */
function useCalmWidth(): boolean {
  const isPhone = useIsPhone()
  const kept = useRef(isPhone)
  const dialogs = [...document.querySelectorAll<HTMLElement>('.ant-modal')]
  if (!dialogs.some(({ offsetParent }) => offsetParent !== null)) kept.current = isPhone
  return kept.current
}

/** A plain table of what is already here. */
export function Rows<T extends object>({
  rows,
  columns,
  rowKey,
  label,
  loading = false,
  empty,
  cards,
  summary,
  expandable,
}: RowsProps<T>) {
  const t = useWords()
  const isPhone = useCalmWidth()
  const none = empty ?? t('list.empty')
  if (cards && isPhone)
    return (
      <Cards
        {...{ rows, columns, rowKey, label, loading, empty: none }}
        {...(expandable ? { expandable } : {})}
      />
    )
  // A wide table scrolls inside itself; the keyboard must be able to reach that.
  const reachable = (box: HTMLDivElement | null) => {
    const region = box?.querySelector('.ant-table-content')
    region?.setAttribute('tabindex', '0')
    region?.setAttribute('role', 'region')
    region?.setAttribute('aria-label', label)
  }
  return (
    <div ref={reachable}>
      <Table<T>
        aria-label={label}
        size="small"
        dataSource={rows}
        // A column that stays in its place leaves a phone no room for the others.
        columns={isPhone ? columns.map((column) => ({ ...column, fixed: false as const })) : columns}
        rowKey={rowKey}
        pagination={false}
        loading={loading}
        locale={{ emptyText: none }}
        scroll={{ x: 'max-content' }}
        {...(summary ? { summary } : {})}
        {...(expandable ? { expandable } : {})}
      />
    </div>
  )
}
