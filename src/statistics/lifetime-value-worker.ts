import { parentPort, workerData } from 'node:worker_threads'
import { lifetimeValue } from './lifetime-value.ts'

parentPort?.postMessage(lifetimeValue(workerData.customers, workerData.horizonDays))
