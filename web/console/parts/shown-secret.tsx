import { Alert, App } from 'antd'
import { useWords } from '../words/index.ts'

/** Shows a secret the one time it can be seen. */
export function useShownSecret(): (secret: string | undefined) => void {
  const t = useWords()
  const { modal } = App.useApp()
  return (secret) => {
    if (!secret) return
    modal.info({
      title: t('secret.title'),
      content: (
        <>
          <Alert type="warning" title={t('secret.once')} />
          <p className="code secret">{secret}</p>
        </>
      ),
    })
  }
}
