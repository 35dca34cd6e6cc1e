import { createHmac, randomBytes } from 'node:crypto'

/** A secret as its receiver is given it: `whsec_` and 32 bytes in base64. */
export const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`

/** Headers by which a receiver knows that a message is ours, and one it had before. https://www.standardwebhooks.com */
export function signedHeaders(secret: string, id: string, seconds: number, body: string): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` }
}
