import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** Viridian, from wash to ink; 8 is the accent on light and 4 on dark. */
const viridian: MantineColorsTuple = [
  '#effaf6',
  '#d9f2ea',
  '#b3e5d6',
  '#86e3cd',
  '#5ed3b8',
  '#33b299',
  '#1a9280',
  '#0f7d6c',
  '#0a6c5d',
  '#075447',
]

export const theme = createTheme({
  colors: { viridian },
  primaryColor: 'viridian',
  primaryShade: { light: 8, dark: 4 },
  autoContrast: true,
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
})

const resolved = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-faint)',
  '--mantine-color-placeholder': 'var(--ink-faint)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-default-color': 'var(--ink)',
}

/** Hands our colours to Mantine's components, so that each is named in one place only. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: { '--mantine-shadow-md': 'var(--shadow-raised)', '--mantine-radius-md': 'var(--radius-control)' },
  light: resolved,
  dark: resolved,
})
