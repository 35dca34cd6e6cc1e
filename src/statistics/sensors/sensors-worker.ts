import { parentPort, workerData } from 'node:worker_threads'
import { findDeviceAnomalies } from './device-anomalies.ts'

parentPort?.postMessage(findDeviceAnomalies(workerData))
