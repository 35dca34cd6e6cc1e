import { parentPort, workerData } from 'node:worker_threads'
import { fitCustomers } from './fit-customers.ts'

parentPort?.postMessage(fitCustomers(workerData))
