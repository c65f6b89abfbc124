import { BulbOutlined, GlobalOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { LANGUAGES, setLanguage, useLanguage } from '../../ui/language.ts'
import { setTheme, THEMES, useThemeChoice } from '../../ui/theme.ts'
import { useUiWords } from '../../ui/words/index.ts'

export function LanguageSwitch() {
  const ui = useUiWords()
  const language = useLanguage()
  const items = LANGUAGES.map((key) => ({
    key,
    label: ui(`language.${key}`),
    onClick: () => setLanguage(key),
  }))
  return (
    <Dropdown menu={{ items, selectedKeys: [language] }} trigger={['click']}>
      <Button type="text" icon={<GlobalOutlined />} aria-label={ui('language.switch')} />
    </Dropdown>
  )
}

export function ThemeSwitch() {
  const ui = useUiWords()
  const choice = useThemeChoice()
  const items = THEMES.map((key) => ({ key, label: ui(`theme.${key}`), onClick: () => setTheme(key) }))
  return (
    <Dropdown menu={{ items, selectedKeys: [choice] }} trigger={['click']}>
      <Button type="text" icon={<BulbOutlined />} aria-label={ui('theme.switch')} />
    </Dropdown>
  )
}
