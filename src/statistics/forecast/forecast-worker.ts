import { parentPort, workerData } from 'node:worker_threads'
import { forecastSeries, type Series } from './forecast.ts'

parentPort?.postMessage((workerData as readonly Series[]).map(forecastSeries))
