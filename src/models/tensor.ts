import { type Static, Type } from 'typebox'
import type { Flaw } from '../ingest/outcome.ts'

/** The datatypes of the Open Inference Protocol v2; BYTES are texts in its JSON form. */
export const datatypes = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'FP32',
  'FP64',
  'BYTES',
] as const
export type Datatype = (typeof datatypes)[number]

/** A tensor without its values, as metadata of a model tell it; −1 stands for any size. */
export const TensorSpecSchema = Type.Object({
  name: Type.String(),
  datatype: Type.String({ enum: [...datatypes] }),
  shape: Type.Array(Type.Integer({ minimum: -1 })),
})
export type TensorSpec = Omit<Static<typeof TensorSpecSchema>, 'datatype'> & { readonly datatype: Datatype }

/** One value of a tensor. A whole number beyond 2^53 is a bigint, so that it keeps its digits. */
export type Element = boolean | number | bigint | string | null

/** A tensor whose values are in one list, row by row. */
export interface Tensor {
  readonly name: string
  readonly datatype: Datatype
  readonly shape: readonly number[]
  readonly data: readonly Element[]
}

const wholeRanges: Readonly<Partial<Record<Datatype, readonly [bigint, bigint]>>> = {
  UINT8: [0n, 2n ** 8n - 1n],
  UINT16: [0n, 2n ** 16n - 1n],
  UINT32: [0n, 2n ** 32n - 1n],
  UINT64: [0n, 2n ** 64n - 1n],
  INT8: [-(2n ** 7n), 2n ** 7n - 1n],
  INT16: [-(2n ** 15n), 2n ** 15n - 1n],
  INT32: [-(2n ** 31n), 2n ** 31n - 1n],
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
}

/** The largest finite value of each; https://en.wikipedia.org/wiki/IEEE_754 */
const floatBounds: Readonly<Partial<Record<Datatype, number>>> = {
  FP16: 65_504,
  FP32: 3.402_823_466_385_288_6e38,
  FP64: Number.MAX_VALUE,
}

const digits = /^-?\d{1,20}$/

/**
 * A value as the datatype has it; undefined where it is none. INT64 and UINT64 also take a text of digits, for clients whose
 * JSON writer rounds.
 * @param isAnswer null is a missing number of an answer: JSON has no NaN, and servers write null in its place
 */
function elementOf(value: unknown, datatype: Datatype, isAnswer: boolean): Element | undefined {
  if (datatype === 'BOOL') return typeof value === 'boolean' ? value : undefined
  if (datatype === 'BYTES') return typeof value === 'string' ? value : undefined
  const most = floatBounds[datatype]
  if (most !== undefined) {
    if (value === null && isAnswer) return null
    const number = typeof value === 'bigint' ? Number(value) : value
    return typeof number === 'number' && Math.abs(number) <= most ? number : undefined
  }
  const [low, high] = wholeRanges[datatype] as readonly [bigint, bigint]
  const isLong = datatype === 'INT64' || datatype === 'UINT64'
  if (isLong && typeof value === 'string' && digits.test(value)) return inRange(BigInt(value), low, high)
  if (typeof value === 'bigint') return inRange(value, low, high)
  return Number.isSafeInteger(value) ? inRange(BigInt(value as number), low, high) : undefined
}

/** A number where it is exact, a bigint beyond. */
function inRange(value: bigint, low: bigint, high: bigint): Element | undefined {
  if (value < low || value > high) return undefined
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

export const sizeOf = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1)

/** More dimensions than any model has. */
const mostDimensions = 16
/** Flaws that are reported of one tensor. */
const mostFlaws = 20

export interface SentTensor {
  readonly name: string
  readonly datatype: string
  readonly shape: readonly number[]
  readonly data: unknown
}

/**
 * Reads a tensor as the protocol writes it, flat or nested by its shape, and checks each value.
 * @param path of the tensor, as a JSON Pointer
 * @returns the tensor, or what is wrong with it
 */
export function readTensor(
  { name, datatype: named, shape, data }: SentTensor,
  path: string,
  isAnswer = false,
): Tensor | Flaw[] {
  if (!Array.isArray(data)) return [{ path: `${path}/data`, message: 'must be a list' }]
  if (shape.length > mostDimensions)
    return [{ path: `${path}/shape`, message: `has over ${mostDimensions} dimensions` }]
  const datatype = named as Datatype
  const size = sizeOf(shape)
  if (!Number.isSafeInteger(size)) return [{ path: `${path}/shape`, message: 'is of more values than can be counted' }]
  const flaws: Flaw[] = []
  const values: Element[] = []
  const take = (value: unknown, at: string) => {
    const element = elementOf(value, datatype, isAnswer)
    if (element === undefined) flaws.push({ path: at, message: `is no ${datatype}` })
    else values.push(element)
  }
  const descend = (list: unknown, level: number, at: string): void => {
    if (flaws.length >= mostFlaws) return
    if (level === shape.length) {
      take(list, at)
      return
    }
    if (!Array.isArray(list) || list.length !== shape[level]) {
      flaws.push({ path: at, message: `must be a list of ${shape[level]}, as the shape [${shape}] says` })
      return
    }
    for (let index = 0; index < list.length; index++) descend(list[index], level + 1, `${at}/${index}`)
  }
  if (Array.isArray(data[0]) && shape.length > 0) descend(data, 0, `${path}/data`)
  else if (data.length !== size) {
    flaws.push({ path: `${path}/data`, message: `has ${data.length} values, where the shape [${shape}] is of ${size}` })
  } else {
    for (let index = 0; index < size && flaws.length < mostFlaws; index++) take(data[index], `${path}/data/${index}`)
  }
  return flaws.length > 0 ? flaws : { name, datatype, shape, data: values }
}

/** Why a tensor is not what metadata of its model say; undefined where it is. */
export function mismatchOf(tensor: Pick<Tensor, 'datatype' | 'shape'>, spec: TensorSpec): string | undefined {
  if (tensor.datatype !== spec.datatype) return `must be ${spec.datatype}, not ${tensor.datatype}`
  const fits =
    tensor.shape.length === spec.shape.length &&
    spec.shape.every((length, index) => length === -1 || length === tensor.shape[index])
  return fits ? undefined : `must have the shape [${spec.shape}], where -1 is any size, not [${tensor.shape}]`
}
