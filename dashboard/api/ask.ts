import type { Answered, Body, Call } from './generated/contract.ts'

/** One request of a panel. */
export type Ask = { readonly method: 'GET'; readonly path: string; readonly body?: never } | Question

/** A call of the contract that is asked by POST and answers as panels show it, with the body that it takes. */
type Question = {
  [Name in Call]: Name extends `POST ${infer Path}`
    ? Answered<Name> extends Answer
      ? { readonly method: 'POST'; readonly path: Filled<Path>; readonly body: Body<Name> }
      : never
    : never
}[Call]

/** A path whose parameters are filled in. */
type Filled<Path extends string> = Path extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : Path

/** What every answer says about itself. */
export interface AnswerMeta {
  readonly fresh_to: string | null
  /** The hour of the first event of the tenant; absent where the answer is from the ledger. */
  readonly data_from?: string | null
  readonly elapsed_ms: number
  /** Absent where the answer is always from events. */
  readonly source?: 'rollup' | 'events'
  readonly currency?: string | null
  readonly truncated?: boolean
  /** How many figures are suppressed because they rest on few devices. */
  readonly suppressed?: number
  /** The share of events that was read, where not all were. */
  readonly sampled?: number
  readonly sql?: readonly string[]
}

export interface Answer {
  readonly meta: AnswerMeta
}
