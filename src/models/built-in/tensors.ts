import { invalid } from '../../warehouse/time/parse-range.ts'
import type { Question } from '../model.ts'
import type { Tensor, TensorSpec } from '../tensor.ts'

export const numbersSpec = (name: string): TensorSpec => ({ name, datatype: 'FP64', shape: [-1] })
export const textsSpec = (name: string): TensorSpec => ({ name, datatype: 'BYTES', shape: [-1] })

export const numbers = (name: string, data: readonly (number | null)[]): Tensor => ({
  ...{ name, datatype: 'FP64', shape: [data.length], data },
})
export const texts = (name: string, data: readonly string[]): Tensor => ({
  ...{ name, datatype: 'BYTES', shape: [data.length], data },
})

/** An input's numbers; undefined where it was left out. */
export const numbersOf = ({ inputs }: Question, name: string): number[] | undefined =>
  inputs.get(name)?.data.map(Number)
export const textsOf = ({ inputs }: Question, name: string): string[] | undefined => inputs.get(name)?.data.map(String)

/** @throws Failure invalid_request where lists that belong together differ in length */
export function checkLengths(lists: Readonly<Record<string, readonly unknown[] | undefined>>): number {
  const given = Object.entries(lists).filter(([, list]) => list !== undefined)
  const [, first = []] = given[0] ?? []
  const other = given.find(([, list]) => list?.length !== first.length)
  if (other !== undefined) throw invalid('/inputs', `${other[0]} must have as many values as ${given[0]?.[0]}`)
  return first.length
}
