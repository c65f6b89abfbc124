import { App, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { pageOfNumber } from '../parts/no.tsx'
import { useWords } from '../words/index.ts'

/** Opens what a number names by the kind it carries; anything else is looked for among the orders. */
export function NumberSearch() {
  const t = useWords()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const [text, setText] = useState('')
  const open = (typed: string) => {
    const no = typed.replace(/\s/g, '')
    if (no === '') return
    const page =
      pageOfNumber(no) ?? (/^\d{22}$/.test(no) ? null : `/orders?q=${encodeURIComponent(typed.trim())}`)
    if (!page) return void message.info(t('search.no_page'))
    setText('')
    navigate(page)
  }
  return (
    <Input.Search
      className="head-search"
      aria-label={t('search.label')}
      placeholder={t('search.placeholder')}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onSearch={open}
      allowClear
    />
  )
}
