import { LANGUAGES, setLanguage, useLanguage } from './language.ts'
import { setTheme, THEMES, type ThemeChoice, useThemeChoice } from './theme.ts'
import { useUiWords } from './words/index.ts'

export function LanguageSwitch() {
  const t = useUiWords()
  const language = useLanguage()
  const other = LANGUAGES.find((each) => each !== language) ?? language
  return (
    <button type="button" className="text-button" lang={other} onClick={() => setLanguage(other)}>
      <span className="hidden-text">{t('language.switch')}: </span>
      {t(`language.${other}`)}
    </button>
  )
}

export function ThemeSwitch() {
  const t = useUiWords()
  const choice = useThemeChoice()
  return (
    <select
      className="input input--slim"
      aria-label={t('theme.switch')}
      value={choice}
      onChange={(event) => setTheme(event.target.value as ThemeChoice)}
    >
      {THEMES.map((theme) => (
        <option key={theme} value={theme}>
          {t(`theme.${theme}`)}
        </option>
      ))}
    </select>
  )
}
