/**
 * Where marks stand on a scale from zero to `most`, in percent of its width; one without a value has no place.
 * `mark` is its number in the list, from 0.
 */
export const markPlaces = (
  marks: readonly { readonly value: number | null }[],
  most: number,
): { mark: number; at: number }[] =>
  marks.flatMap(({ value }, mark) => (value === null || most === 0 ? [] : [{ mark, at: (value / most) * 100 }]))
