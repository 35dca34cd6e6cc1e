/**
 * node bench/export.ts [events]: how long an export of a person takes, and how far it raises the service's memory above what
 * it holds before. The service is started again before it, so that what ingest took is given back. The events have protected
 * values, so that each is decrypted.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { benchKey, startServiceProcess } from './service-process.ts'

const total = Number(process.argv[2] ?? 100_000)
const batch = 2_000
const say = (text: string) => process.stdout.write(`${text}\n`)
const folder = await mkdtemp(join(tmpdir(), 'pocm-bench-'))
let service = await startServiceProcess(folder)
const call = async (method: string, path: string, body?: unknown) => {
  const headers = { authorization: `Bearer ${benchKey}`, 'content-type': 'application/json' }
  const answer = await fetch(service.url + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

try {
  for (let sent = 0; sent < total; sent += batch) {
    const events = Array.from({ length: Math.min(batch, total - sent) }, (_, n) => ({
      ...{ type: 'product', action: 'viewed', producer: 'bench', user_id: 'one' },
      occurred_at: new Date(Date.UTC(2026, 9, 1) + (sent + n) * 1000).toISOString(),
      data: { product_id: `p${n}`, note: `seen ${sent + n}` },
    }))
    await call('POST', '/analytics/ingest/batch', events)
  }
  await service.stop()
  service = await startServiceProcess(folder)
  const path = '/analytics/compliance/gdpr'
  // What starts in the background comes to rest first.
  await call('GET', `${path}/requests`)
  await sleep(10_000)
  service.forgetPeak()
  const before = service.peakMiB()
  const began = performance.now()
  const { id } = (await (await call('POST', `${path}/export`, { subject: { user_id: 'one' } })).json()) as {
    id: string
  }
  for (;;) {
    const found = (await (await call('GET', `${path}/requests/${id}`)).json()) as { status: string; bytes: number }
    if (found.status === 'failed') throw new Error('the export failed')
    if (found.status === 'ready') {
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      say(`${total} events: ${seconds} s (aim for 100 000: 30 s), ${(found.bytes / 1e6).toFixed(1)} MB`)
      break
    }
    await sleep(100)
  }
  const peak = service.peakMiB()
  say(`memory at its peak: ${Math.round(peak)} MiB, ${Math.round(peak - before)} MiB more than before it (aim: 200 MB)`)
} finally {
  await service.stop()
  await rm(folder, { recursive: true, force: true })
}
