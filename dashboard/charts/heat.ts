/** How strong the strongest shade is, in percent: text on it keeps its contrast in both schemes. */
const strongest = 42

/** The shade of a value in percent: by its root, since a few large values would leave all others white. */
export const heatOf = (value: number, most: number): number =>
  most <= 0 || value <= 0 ? 0 : Math.round(Math.sqrt(value / most) * strongest)
