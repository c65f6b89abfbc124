import type { ThemeConfig } from 'antd'
import { antdTheme } from '../../ui/antdTheme.ts'
import { palette } from '../../ui/palette.ts'

/** The soft grounds of theme.css, for tokens that cannot read CSS variables. */
const SOFT = {
  light: { jade: '#e2f0ec', cinnabar: '#fbeae6', amber: '#fdf2da', sky: '#e6f0fa' },
  dark: { jade: '#16302a', cinnabar: '#3a1d17', amber: '#33270f', sky: '#152838' },
} as const

/** The house's colours with the density of a desk that reads tables all day; secondary text keeps AA contrast. */
export function denseTheme(mode: 'light' | 'dark', { motion }: { motion: boolean }): ThemeConfig {
  const base = antdTheme(mode)
  const light = mode === 'light'
  const quiet = light ? '#4d5954' : '#b4bfba'
  const quieter = light ? '#65716b' : '#93a09a'
  const { surface, paper, line, jade } = palette[mode]
  return {
    ...base,
    token: {
      ...base.token,
      motion,
      fontSize: 13,
      borderRadius: 6,
      colorTextSecondary: quiet,
      colorTextTertiary: quieter,
      colorTextQuaternary: quieter,
      colorTextDescription: quieter,
      colorTextPlaceholder: quieter,
      colorTextDisabled: quieter,
      colorBorderSecondary: line,
      colorErrorBg: SOFT[mode].cinnabar,
      colorWarningBg: SOFT[mode].amber,
      colorSuccessBg: SOFT[mode].jade,
      colorInfoBg: SOFT[mode].sky,
    },
    components: {
      ...base.components,
      // White on the dark theme's light jade would be unreadable.
      Button: light ? {} : { primaryColor: '#06241e', dangerColor: '#2b0d07' },
      Layout: {
        headerBg: surface,
        siderBg: surface,
        bodyBg: paper,
        headerHeight: 52,
        headerPadding: '0 20px',
      },
      Menu: {
        itemHeight: 32,
        itemSelectedBg: SOFT[mode].jade,
        itemSelectedColor: jade,
        itemBorderRadius: 6,
        activeBarBorderWidth: 0,
        groupTitleColor: quieter,
        groupTitleFontSize: 12,
      },
      Table: { headerBg: light ? '#faf9f5' : '#1d2723', cellPaddingBlockSM: 7, cellPaddingInlineSM: 10 },
      Card: { bodyPadding: 16, headerPadding: 16, headerHeight: 44, headerFontSize: 14 },
      Descriptions: { itemPaddingBottom: 8, labelColor: quieter },
    },
  }
}
