import { readFileSync } from 'node:fs'
import type { BaseOptions } from '@platformatic/kafka'
import type { KafkaConfig } from '../../platform/config.ts'

const connectMs = 3_000
const answerMs = 15_000

/** How every client of ours reaches the brokers. Retries are few: each caller has its own way to start anew. */
export function connectionTo({ brokers, sasl, tls }: KafkaConfig, clientId: string): BaseOptions {
  return {
    clientId: `pocm-${clientId}`,
    bootstrapBrokers: [...brokers],
    connectTimeout: connectMs,
    timeout: answerMs,
    retries: 2,
    retryDelay: 200,
    ...(sasl && { sasl: { ...sasl } }),
    ...(tls && { tls: tls.ca === undefined ? {} : { ca: readFileSync(tls.ca) } }),
  }
}
