import { Failure } from './errors.ts'

/** Runs acts for tenants, some at once, so that one tenant's load is that tenant's wait. */
export type FairQueue = <T>(tenant: string, act: () => Promise<T>) => Promise<T>

interface Bounds {
  /** How many run at once, of all tenants. */
  readonly atOnce: number
  /** How many of one tenant run at once while others run or wait too. */
  readonly ofOne: number
  /** How many of one tenant, and of all, may wait. */
  readonly waitingOfOne: number
  readonly waitingOfAll: number
}

/**
 * A fair queue: tenants take turns (round robin), each in the order in which its acts came. A tenant that is alone has all
 * places; while others run or wait it has its share, so that a newcomer waits for some acts under way and never for a line.
 * @throws Failure too_many_requests for a tenant whose own line is full, or where all lines together are
 */
export function openFairQueue({ atOnce, ofOne, waitingOfOne, waitingOfAll }: Bounds): FairQueue {
  // Round robin: a queue that has had its turn goes to the end.
  const lines = new Map<string, (() => void)[]>()
  const running = new Map<string, number>()
  let all = 0
  let waiting = 0

  const hasOthers = (tenant: string) =>
    running.size > (running.has(tenant) ? 1 : 0) || lines.size > (lines.has(tenant) ? 1 : 0)
  const mayRun = (tenant: string) =>
    all < atOnce && (running.get(tenant) ?? 0) < (hasOthers(tenant) ? Math.min(ofOne, atOnce) : atOnce)

  const begin = (tenant: string) => {
    all += 1
    running.set(tenant, (running.get(tenant) ?? 0) + 1)
  }
  const end = (tenant: string) => {
    all -= 1
    const left = (running.get(tenant) ?? 1) - 1
    if (left > 0) running.set(tenant, left)
    else running.delete(tenant)
  }

  /** Begins what may run now, one of each tenant in turn. */
  const proceed = () => {
    for (let isProgress = true; isProgress; ) {
      isProgress = false
      for (const [tenant, line] of [...lines]) {
        if (!mayRun(tenant)) continue
        const next = line.shift()
        lines.delete(tenant)
        if (line.length > 0) lines.set(tenant, line)
        if (next === undefined) continue
        waiting -= 1
        begin(tenant)
        next()
        isProgress = true
      }
    }
  }

  return async (tenant, act) => {
    const line = lines.get(tenant)
    if (line === undefined && mayRun(tenant)) begin(tenant)
    else {
      if ((line?.length ?? 0) >= waitingOfOne || waiting >= waitingOfAll) {
        throw new Failure('too_many_requests', `${line?.length ?? 0} questions wait already.`, { retry_after: 1 })
      }
      waiting += 1
      await new Promise<void>((resolve) => {
        if (line === undefined) lines.set(tenant, [resolve])
        else line.push(resolve)
        proceed()
      })
    }
    try {
      return await act()
    } finally {
      end(tenant)
      proceed()
    }
  }
}
