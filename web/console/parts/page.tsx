import { Alert, Button, Flex, Skeleton } from 'antd'
import { type ReactNode, useEffect } from 'react'
import { ApiProblem } from '../../api/problem.ts'
import { problemText } from '../../ui/problemText.ts'
import { useUiWords } from '../../ui/words/index.ts'

type PageProps = { title: string; name?: ReactNode; extra?: ReactNode; lead?: ReactNode; children: ReactNode }

/** A page: its heading (also the window's title), what can be done there, and its content. */
export function Page({ title, name, extra, lead, children }: PageProps) {
  const ui = useUiWords()
  useEffect(() => {
    document.title = `${title} · ${ui('brand')}`
  }, [title, ui])
  return (
    <>
      <Flex justify="space-between" align="center" wrap gap={12} className="page-head">
        <div>
          <h1>
            {title} {name}
          </h1>
          {lead ? <p className="page-lead">{lead}</p> : null}
        </div>
        {extra ? (
          <Flex gap={8} wrap>
            {extra}
          </Flex>
        ) : null}
      </Flex>
      {children}
    </>
  )
}

type Asked<T> = { data: T | undefined; error: Error | null; isPending: boolean; refetch: () => unknown }

/** What is shown while a resource is on its way, and when it does not come. */
export function Loaded<T>({ of, children }: { of: Asked<T>; children: (value: T) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>
  if (of.error) return <Failure error={of.error} again={of.refetch} />
  return <Skeleton active paragraph={{ rows: 6 }} className="loading" />
}

export function Failure({ error, again }: { error: Error; again: () => unknown }) {
  const ui = useUiWords()
  const id = error instanceof ApiProblem ? error.body.requestId : ''
  return (
    <Alert
      type="error"
      showIcon
      title={problemText(error, ui)}
      description={id ? ui('failure.request', { id }) : undefined}
      action={
        <Button size="small" onClick={() => again()}>
          {ui('retry')}
        </Button>
      }
    />
  )
}
