/** The import cannot go on, for a reason that whoever started it can mend; the message says which. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped'
}
