import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface ReceivedSpan {
  readonly traceId: string
  readonly spanId: string
  /** Empty for the first of a trace. */
  readonly parentId: string
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly links: readonly string[]
  readonly isError: boolean
}

/** Fields of a protobuf message by their number, each as often as it is there. https://protobuf.dev/programming-guides/encoding/ */
function fieldsOf(bytes: Buffer): Map<number, (Buffer | bigint)[]> {
  const fields = new Map<number, (Buffer | bigint)[]>()
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]
      if (byte === undefined) throw new Error('a message of protobuf ends within a number')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
  }
  const take = (length: number) => {
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const tag = Number(varint())
    const kind = tag & 7
    if (kind !== 0 && kind !== 1 && kind !== 2 && kind !== 5) throw new Error(`protobuf has no wire type ${kind}`)
    const value = kind === 0 ? varint() : take(kind === 1 ? 8 : kind === 5 ? 4 : Number(varint()))
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value])
  }
  return fields
}

const parts = (fields: ReturnType<typeof fieldsOf>, number: number) =>
  (fields.get(number) ?? []).filter((it) => Buffer.isBuffer(it))
const hex = (fields: ReturnType<typeof fieldsOf>, number: number) => parts(fields, number)[0]?.toString('hex') ?? ''
const text = (fields: ReturnType<typeof fieldsOf>, number: number) => parts(fields, number)[0]?.toString('utf8') ?? ''

function attributeOf(bytes: Buffer): [string, string | number] {
  const pair = fieldsOf(bytes)
  const value = fieldsOf(parts(pair, 2)[0] ?? Buffer.alloc(0))
  const integer = value.get(3)?.[0]
  return [text(pair, 1), typeof integer === 'bigint' ? Number(integer) : text(value, 1)]
}

function spanOf(bytes: Buffer): ReceivedSpan {
  const fields = fieldsOf(bytes)
  const status = parts(fields, 15)[0]
  return {
    traceId: hex(fields, 1),
    spanId: hex(fields, 2),
    parentId: hex(fields, 4),
    name: text(fields, 5),
    attributes: Object.fromEntries(parts(fields, 9).map(attributeOf)),
    links: parts(fields, 13).map((link) => hex(fieldsOf(link), 1)),
    isError: status !== undefined && fieldsOf(status).get(3)?.[0] === 2n,
  }
}

/** The spans of an `ExportTraceServiceRequest`: of resources, of scopes. */
const spansOf = (body: Buffer): ReceivedSpan[] =>
  parts(fieldsOf(body), 1).flatMap((resource) =>
    parts(fieldsOf(resource), 2).flatMap((scope) => parts(fieldsOf(scope), 2).map(spanOf)),
  )

export interface OtlpReceiver {
  readonly url: string
  readonly spans: ReceivedSpan[]
  /** Everything that was sent, as it was sent. */
  readonly bodies: Buffer[]
  readonly headers: Readonly<Record<string, unknown>>[]
  close(): Promise<void>
}

/** Takes spans by OTLP over HTTP, as a collector does. */
export async function openOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = []
  const bodies: Buffer[] = []
  const headers: Record<string, unknown>[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const sent = Buffer.concat(chunks)
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
    headers.push(request.headers)
    bodies.push(body)
    if (request.url === '/v1/traces') spans.push(...spansOf(body))
    response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/x-protobuf' }).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ spans, bodies, headers },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
