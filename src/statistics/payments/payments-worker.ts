import { parentPort, workerData } from 'node:worker_threads'
import { fitPayments } from './fit-payments.ts'

parentPort?.postMessage(fitPayments(workerData))
