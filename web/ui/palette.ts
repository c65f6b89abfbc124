/** The brand's colours for what cannot read CSS variables (Ant Design tokens, charts). Same values as theme.css. */
export const palette = {
  light: {
    paper: '#f5f4ef',
    surface: '#ffffff',
    ink: '#1b2421',
    line: '#e3e1d8',
    jade: '#0d6b5c',
    cinnabar: '#b5331f',
    amber: '#8a5a00',
    sky: '#1d5f9e',
  },
  dark: {
    paper: '#0f1513',
    surface: '#171f1c',
    ink: '#e8edea',
    line: '#2b3733',
    jade: '#5cc4ae',
    cinnabar: '#ff8f79',
    amber: '#e8b85c',
    sky: '#7db8ef',
  },
} as const
