/** The colours of the page as the charts take them: values, not names, since ECharts knows no custom properties. */
export interface Colours {
  readonly accent: string
  readonly previous: string
  readonly line: string
  readonly ink: string
  readonly inkSoft: string
  readonly surface: string
  readonly sunken: string
  readonly good: string
  readonly bad: string
  readonly warn: string
  /** Of series beside each other; distinguishable in both schemes. */
  readonly data: readonly string[]
  /** The value of a colour by the name under which style sheets know it: `--data-1`. */
  readonly named: (name: string) => string
}

/** How many series are distinguishable by colour. */
export const dataColours = 6

/** The name under which the style sheets know the colour of the n-th series. */
export const dataColourName = (index: number) => `--data-${(index % dataColours) + 1}`

/** The same as a value of a style. */
export const dataColour = (index: number) => `var(${dataColourName(index)})`

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    accent: read('--accent'),
    previous: read('--previous'),
    line: read('--line'),
    ink: read('--ink-faint'),
    inkSoft: read('--ink-soft'),
    surface: read('--surface'),
    sunken: read('--surface-sunken'),
    good: read('--good'),
    bad: read('--bad'),
    warn: read('--warn'),
    data: Array.from({ length: dataColours }, (_, index) => read(`--data-${index + 1}`)),
    named: read,
  }
}
