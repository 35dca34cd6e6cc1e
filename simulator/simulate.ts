import type { ClientEvent } from './event.ts'
import { openBusiness } from './opening.ts'
import { hour } from './time.ts'

export interface SimulateOptions {
  seed: number | string
  /** RFC 3339; the first moment that is emitted. */
  from: string
  /** RFC 3339; not included. */
  to: string
  scale: number
  /** When the business opened; `from` without one. An earlier day is simulated, and not emitted. */
  opened?: string
  /** A business for each; its events then carry `tenant_id`, for the caller to choose the credential by. */
  tenants?: readonly string[]
  /** Orders in the currency of the customer's country; otherwise all in EUR. */
  currencies?: boolean
}

/** The events of a business between two moments, in the order of `occurred_at`. */
export function* simulate(options: SimulateOptions): Generator<ClientEvent> {
  const { tenants } = options
  if (tenants === undefined) return yield* oneBusiness(options)
  const businesses = tenants.map((tenant) => ofTenant(options, tenant))
  const heads = businesses.map((business) => business.next())
  for (;;) {
    let first = -1
    for (const [n, head] of heads.entries()) {
      if (!head.done && (first < 0 || timeOf(head) < timeOf(heads[first]))) first = n
    }
    const head = heads[first]
    const business = businesses[first]
    if (business === undefined || head === undefined || head.done) return
    yield head.value
    heads[first] = business.next()
  }
}

function* oneBusiness({ seed, from, to, scale, opened = from, currencies = false }: SimulateOptions) {
  const [begins, ends] = [Date.parse(from), Date.parse(to)]
  const world = openBusiness({ seed, opened: Date.parse(opened), scale, currencies })
  world.skipTo(begins)
  while (world.now < ends) yield* world.advance(Math.min(ends, world.now + hour))
}

function* ofTenant(options: SimulateOptions, tenant: string): Generator<ClientEvent> {
  for (const event of oneBusiness({ ...options, seed: `${options.seed} ${tenant}` }))
    yield { ...event, tenant_id: tenant }
}

const timeOf = (head: IteratorResult<ClientEvent> | undefined) =>
  head?.done === false ? Date.parse(head.value.occurred_at) : 0
