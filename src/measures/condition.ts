/**
 * The events that a sum takes. `where` is SQL over warehouse columns; `{tenant_timezone:String}` stands for the tenant's
 * own time zone, so that a figure is the same in whichever zone it is asked for.
 */
export interface Condition {
  readonly type?: string | readonly string[]
  readonly action?: string | readonly string[]
  readonly where?: string
}
