import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

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

/** The neutrals of the dark scheme, tinted like those in tokens.css; Mantine draws its surfaces with them. */
const dark: MantineColorsTuple = [
  '#eaf1ee',
  '#b0bdb8',
  '#8b9a94',
  '#66756f',
  '#33403c',
  '#222c29',
  '#161d1b',
  '#121817',
  '#0e1413',
  '#0b100f',
]

/** Text on the accent is white in one scheme and ink in the other; Mantine would decide for both at once. */
const colours: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input)
  const isAccent = input.color === undefined || input.color === input.theme.primaryColor
  if (input.variant !== 'filled' || !isAccent) return resolved
  return { ...resolved, background: 'var(--accent)', hover: 'var(--accent-strong)', color: 'var(--on-accent)' }
}

export const theme = createTheme({
  colors: { viridian, dark },
  primaryColor: 'viridian',
  primaryShade: { light: 8, dark: 4 },
  variantColorResolver: colours,
  // Named, not imported: a page without a checkbox need not fetch one.
  components: { Checkbox: { defaultProps: { iconColor: 'var(--on-accent)' } } },
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
})

const resolved = {
  '--mantine-primary-color-contrast': 'var(--on-accent)',
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
