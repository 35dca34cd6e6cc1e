import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { openTokens } from './tokens.ts'

type Answer = { status: number; body: unknown } | 'hang up'

/** An issuer of tokens, which answers requests for its keys as the test sets it. */
async function startIssuer() {
  const pair = await generateKeyPair('RS256')
  const keys = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'known', alg: 'RS256' }] }
  let answer: Answer = { status: 200, body: keys }
  const server = createServer((request, reply) => {
    if (answer === 'hang up') request.socket.destroy()
    else reply.writeHead(answer.status).end(JSON.stringify(answer.body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const tokens = openTokens({ jwksUrl: `http://127.0.0.1:${port}/keys`, session: Buffer.alloc(32), maxSeconds: 86_400 })
  const sign = (kid = 'known', audience = 'pocm-analytics') =>
    new SignJWT({ tenant_id: 'demo', scope: 'analytics:read' })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setSubject('ana')
      .setAudience(audience)
      .setExpirationTime('1h')
      .sign(pair.privateKey)
  return {
    tokens,
    sign,
    keys,
    say: (next: Answer) => {
      answer = next
    },
  }
}

const unavailable = { code: 'issuer_unavailable', status: 503, extra: { retry_after: 5 } }

test.each([
  ['hangs up', 'hang up'],
  ['is in trouble', { status: 502, body: 'Bad gateway' }],
  ['gives something that is no key set', { status: 200, body: { keys: 'none' } }],
] as const)(
  'while the issuer %s it is not known whether a token holds; when it is back, it does',
  async (_, answer) => {
    const { tokens, sign, say, keys } = await startIssuer()
    say(answer)
    await expect(tokens.verify(await sign())).rejects.toMatchObject(unavailable)
    say({ status: 200, body: keys })
    expect(await tokens.verify(await sign())).toMatchObject({ name: 'ana' })
  },
)

test('an invalid token has no principal, whether or not the issuer can be reached', async () => {
  const { tokens, sign, say } = await startIssuer()
  expect(await tokens.verify(await sign())).toEqual({ tenantId: 'demo', name: 'ana', scopes: ['analytics:read'] })
  expect(await tokens.verify(await sign('known', 'another service'))).toBeUndefined()
  expect(await tokens.verify(await sign('unknown'))).toBeUndefined()
  say('hang up')
  const tampered = (await sign()).replace(/\.[^.]+$/, `.${'A'.repeat(342)}`)
  expect(await tokens.verify(tampered)).toBeUndefined()
  expect(await tokens.verify('a.b.c')).toBeUndefined()
  expect(await tokens.verify(await sign())).toMatchObject({ name: 'ana' })
})

test('where an issuer is named, no other is believed', async () => {
  const jwtSecret = 'a-secret-of-at-least-32-characters!!'
  const tokens = openTokens({ jwtSecret, issuer: 'https://id.example', maxSeconds: 86_400, session: Buffer.alloc(32) })
  const from = (issuer?: string) => {
    const token = new SignJWT({ tenant_id: 'demo', scope: 'analytics:read' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('ana')
      .setAudience('pocm-analytics')
      .setExpirationTime('1h')
    if (issuer !== undefined) token.setIssuer(issuer)
    return token.sign(new TextEncoder().encode(jwtSecret))
  }
  expect(await tokens.verify(await from('https://id.example'))).toMatchObject({ name: 'ana' })
  for (const issuer of ['https://id.example/', 'https://evil.example', undefined]) {
    expect(await tokens.verify(await from(issuer))).toBeUndefined()
  }
})
