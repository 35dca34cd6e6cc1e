/** What may not happen to a published version: a closed list. */
export const rules = {
  version_removed: 'a published version is no longer there',
  field_removed: 'a field is no longer declared',
  field_required: 'a field is required that was not',
  type_narrowed: 'a type that was allowed no longer is',
  value_removed: 'a value that was allowed no longer is',
  limit_tightened: 'a limit is tighter',
  format_changed: 'a format or pattern asks for something else',
  label_changed: 'a field must be kept in another way',
  closed: 'undeclared fields were kept and are now refused',
  not_judged: 'a keyword changed that no rule knows',
} as const

/** One way in which the new schema refuses or handles otherwise what the old one took. */
export interface Breach {
  /** JSON Pointer into the event; `*` stands for each element of a list. */
  readonly path: string
  readonly rule: keyof typeof rules
  readonly message: string
}
