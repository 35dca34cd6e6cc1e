/** The import cannot continue, for a reason that its user can fix; the message says which. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped'
}
