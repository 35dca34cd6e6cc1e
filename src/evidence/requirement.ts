/** How far a requirement is met: by the service, by it in part, not, or by who runs it alone. */
export const standings = ['met', 'in part', 'not met', "operator's duty"] as const
export type Standing = (typeof standings)[number]

/** A test that shows something: its file, and its name as it stands there. */
export type ShownBy = readonly [file: string, name: string]

/** A requirement of law or of a standard, and what of the service answers it. */
export interface Requirement {
  /** As the source numbers it: `Art. 15`, `11.10(e)`, `12.4`. */
  readonly clause: string
  /** What it asks, in a few words of ours. */
  readonly asks: string
  readonly standing: Standing
  /** What the service does, and what is missing. */
  readonly answer: string
  /** What the operator has to do; undefined where nothing is left. */
  readonly duty?: string
  /** Calls, as routes declare them: `POST /analytics/ingest`. */
  readonly routes?: readonly string[]
  readonly tests?: readonly ShownBy[]
}

export interface Source {
  /** A word for file names and ids. */
  readonly id: string
  readonly title: string
  readonly requirements: readonly Requirement[]
}
