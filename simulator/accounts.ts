import type { Process } from './schedule.ts'
import { day } from './time.ts'
import type { World } from './world.ts'

/** What people do with their accounts now and then: a new address, a change of mind, a goodbye. */
export function* keepAccounts(world: World): Process {
  const { random } = world
  for (;;) {
    yield (random.between(0.4, 1.4) * day) / Math.max(1, world.customers.length / 800)
    const customer = random.pick(world.customers)
    if (customer.gone) continue
    const about = { user_id: customer.id, context: customer.context }
    const what = random.weighted([
      ['updated', 50],
      ['consent_changed', 42],
      ['deleted', 8],
    ])
    if (what === 'updated') world.tell('user', what, about, { email: `${customer.id}.new@example.com` })
    if (what === 'consent_changed') {
      customer.marketing = !customer.marketing
      world.tell('user', what, about, { consent: { analytics: true, marketing: customer.marketing } })
    }
    if (what === 'deleted' && customer.devices.length === 0) {
      customer.gone = true
      world.tell('user', what, about, {})
    }
  }
}
