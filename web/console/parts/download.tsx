import { DownloadOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useState } from 'react'
import { send } from '../../api/client.ts'
import { problemText } from '../../ui/problemText.ts'
import { useUiWords } from '../../ui/words/index.ts'
import { address, type Query } from './wire.ts'

/** What the page shows as a file, in the same filters. */
export function Download({ path, query, label }: { path: string; query: Query; label: string }) {
  const ui = useUiWords()
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      const response = await send(new Request(new URL(address(path, query), window.location.origin)))
      const link = document.createElement('a')
      link.href = URL.createObjectURL(await response.blob())
      link.download = path.split('/').at(-1) ?? path
      link.click()
      URL.revokeObjectURL(link.href)
    } catch (error) {
      message.error(problemText(error, ui))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button icon={<DownloadOutlined />} loading={busy} onClick={save}>
      {label}
    </Button>
  )
}
