import { type ThemeConfig, theme } from 'antd'
import { palette } from './palette.ts'

/** Ant Design in the brand's clothes. */
export function antdTheme(mode: 'light' | 'dark'): ThemeConfig {
  const colors = palette[mode]
  return {
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: colors.jade,
      colorLink: colors.jade,
      colorSuccess: colors.jade,
      colorError: colors.cinnabar,
      colorWarning: colors.amber,
      colorInfo: colors.sky,
      colorBgLayout: colors.paper,
      colorBgContainer: colors.surface,
      colorTextBase: colors.ink,
      borderRadius: 8,
      fontFamily: 'var(--font)',
    },
  }
}
