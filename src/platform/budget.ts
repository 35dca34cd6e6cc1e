/** Who holds something: a credential, and the tenant that it speaks for. */
export interface Holder {
  readonly tenant: string
  readonly credential: string
}

/** A quantity that all share, of which no credential and no tenant may hold more than its share. */
export interface Budget {
  /** @returns whether there was room; nothing is taken where there was none. */
  take(by: Holder, amount: number): boolean
  give(by: Holder, amount: number): void
  held(): number
}

/** The share of one credential, and of one tenant: what is left beyond them is for others. */
const ofCredential = 0.5
const ofTenant = 0.75

/**
 * @param total never exceeded
 * @param shares of one credential and of one tenant, between 0 and 1
 */
export function openBudget(total: number, shares = { credential: ofCredential, tenant: ofTenant }): Budget {
  let held = 0
  const byTenant = new Map<string, number>()
  const byCredential = new Map<string, number>()
  const nameOf = ({ tenant, credential }: Holder) => JSON.stringify([tenant, credential])
  const add = (all: Map<string, number>, name: string, amount: number) => {
    const next = (all.get(name) ?? 0) + amount
    if (next > 0) all.set(name, next)
    else all.delete(name)
  }
  return {
    take(by, amount) {
      const isRoom =
        held + amount <= total &&
        (byTenant.get(by.tenant) ?? 0) + amount <= total * shares.tenant &&
        (byCredential.get(nameOf(by)) ?? 0) + amount <= total * shares.credential
      if (!isRoom) return false
      held += amount
      add(byTenant, by.tenant, amount)
      add(byCredential, nameOf(by), amount)
      return true
    },
    give(by, amount) {
      held -= amount
      add(byTenant, by.tenant, -amount)
      add(byCredential, nameOf(by), -amount)
    },
    held: () => held,
  }
}
