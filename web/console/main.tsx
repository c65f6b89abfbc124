import { createRoot } from 'react-dom/client'
import '../ui/index.css'
import './console.css'
import './desk.css'
import { startLanguage } from '../ui/language.ts'
import { startTheme } from '../ui/theme.ts'
import { Console } from './console.tsx'

startLanguage()
startTheme()
createRoot(document.getElementById('root')!).render(<Console />)
