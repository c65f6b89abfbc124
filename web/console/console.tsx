import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { RouterProvider } from 'react-router/dom'
import { isProblemCode } from '../api/problem.ts'
import { useLanguage } from '../ui/language.ts'
import { useTheme } from '../ui/theme.ts'
import { router } from './routes.tsx'
import { useIsCalm } from './shell/calm.ts'
import { denseTheme } from './shell/dense-theme.ts'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 4_000,
      retry: (failures, error) =>
        failures < 2 && isProblemCode(error, 'network', 'overloaded', 'unexpected', 'rate_limited'),
    },
  },
})

/** The staff console: one client, one theme, one language for every page. */
export function Console() {
  const language = useLanguage()
  const mode = useTheme()
  const isCalm = useIsCalm()
  return (
    <QueryClientProvider client={client}>
      <ConfigProvider
        locale={language === 'en' ? enUS : zhCN}
        theme={denseTheme(mode, { motion: !isCalm })}
        componentSize="middle"
        // A space put into a word of two characters is heard and searched for as another word.
        button={{ autoInsertSpace: false }}
      >
        <App>
          <RouterProvider router={router} />
        </App>
      </ConfigProvider>
    </QueryClientProvider>
  )
}
