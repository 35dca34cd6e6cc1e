import { Worker } from 'node:worker_threads'
import type { Customer, LifetimeValue } from './lifetime-value.ts'

/** Fewer than this are fitted at once; starting a thread would take longer. */
const fewCustomers = 2_000

/** Like `lifetimeValue`, in a thread of its own where it would keep others waiting. Rejects where the thread fails. */
export async function lifetimeValueAside(customers: readonly Customer[], horizonDays: number): Promise<LifetimeValue> {
  if (customers.length < fewCustomers) {
    const { lifetimeValue } = await import('./lifetime-value.ts')
    return lifetimeValue(customers, horizonDays)
  }
  const worker = new Worker(new URL('./lifetime-value-worker.ts', import.meta.url), {
    workerData: { customers, horizonDays },
  })
  try {
    return await new Promise<LifetimeValue>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new Error('the thread that fits the model ended without an answer')))
    })
  } finally {
    await worker.terminate()
  }
}
