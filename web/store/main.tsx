import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { onSignedOut } from '../api/client.ts'
import { ApiProblem } from '../api/problem.ts'
import { startLanguage } from '../ui/language.ts'
import { startTheme } from '../ui/theme.ts'
import '../ui/index.css'
import './store.css'
import { App } from './App.tsx'

startLanguage()
startTheme()

const again = (turn: number, error: unknown) =>
  turn < 2 && (!(error instanceof ApiProblem) || error.body.retry !== 'never') && !isSignedOut(error)
const isSignedOut = (error: unknown) => error instanceof ApiProblem && error.body.status === 401

const cache = new QueryClient({ defaultOptions: { queries: { retry: again, staleTime: 5_000 } } })
onSignedOut(() => cache.invalidateQueries({ queryKey: ['session'] }))

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={cache}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  )
}
