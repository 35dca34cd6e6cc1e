import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { isExposed } from './plain-http.ts'
import { weaknessOf } from './weak-key.ts'

/** What a process does (`POCM_ROLES`). */
export const roles = ['api', 'relay', 'sink', 'archive', 'keeper'] as const
export type Role = (typeof roles)[number]

export interface KafkaConfig {
  /** `host:port` */
  readonly brokers: readonly string[]
  readonly sasl: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string } | undefined
  /** Speak TLS; `ca` is the path of a PEM file where the system's authorities do not do. */
  readonly tls: { readonly ca: string | undefined } | undefined
  /** Of topics that we make. */
  readonly partitions: number
  readonly replicas: number
  readonly retentionHours: number
}

const saslMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const
export type SaslMechanism = (typeof saslMechanisms)[number]

export interface S3Config {
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  /** Undefined where the environment that S3's client knows (a role of the machine, say) gives them. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
}

export interface Config {
  readonly roles: ReadonlySet<Role>
  readonly host: string
  readonly port: number
  /** Where metrics are served too, without a credential; undefined for nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined
  /** Absolute path of the folder that holds the embedded engines. */
  readonly dataDir: string
  readonly adminKey: string | undefined
  readonly adminTenant: string
  readonly databaseUrl: string | undefined
  readonly clickhouseUrl: string | undefined
  /** The cluster's name where ClickHouse is a replicated one; its tables are then made on all of it. */
  readonly clickhouseCluster: string | undefined
  readonly kafka: KafkaConfig | undefined
  readonly redisUrl: string | undefined
  readonly s3: S3Config | undefined
  readonly schemaRegistryUrl: string | undefined
  /** 32 bytes in base64, the same for all processes of one service; else made and kept in the data folder. */
  readonly masterKey: string | undefined
  /** Master keys of before, newest first: values that they sealed stay readable until all are sealed anew. */
  readonly previousMasterKeys: readonly string[]
  readonly jwtSecret: string | undefined
  readonly jwksUrl: string | undefined
  /** `iss` that bearer tokens must have, where one is named. */
  readonly jwtIssuer: string | undefined
  /** The longest that a bearer token may be good for. */
  readonly jwtMaxSeconds: number
  /** Where people reach the service; with https its cookies and answers are for TLS alone. */
  readonly publicUrl: string | undefined
  /** After so many minutes without a call a session is over. */
  readonly sessionIdleMinutes: number
  readonly logLevel: string
  /** Largest request body in bytes, before and after decompression. */
  readonly maxBodyBytes: number
  /** How many events may wait for the ledger before ingest answers 429. */
  readonly queueEvents: number
  /** How much each credential may send in a second, on average over ten; 0 for no limit. */
  readonly rateLimits: { readonly events: number; readonly requests: number }
  /** How many credentials that do not hold one address may show in ten seconds. */
  readonly failedCredentials: { readonly signIns: number; readonly calls: number }
  /** What must stay free on the disk of the data folder; below it ingest answers 507. */
  readonly minFreeBytes: number
  /** Proxies whose `X-Forwarded-*` is believed: addresses, networks (CIDR) or `loopback`. */
  readonly trustedProxies: readonly string[]
  /** Whether webhooks of alerts may go to private addresses, and without TLS. */
  readonly webhookAllowPrivate: boolean
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/**
 * Reads the settings from environment variables.
 * @throws Error naming every setting that is wrong, not only the first.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const problems: string[] = []
  const text = (name: string) => env[name]?.trim() || undefined

  const integer = (name: string, fallback: number, low: number, high: number) => {
    const value = text(name)
    if (value === undefined) return fallback
    const parsed = Number(value)
    if (Number.isInteger(parsed) && parsed >= low && parsed <= high) return parsed
    problems.push(`${name} must be a whole number from ${low} to ${high}, not "${value}"`)
    return fallback
  }

  const rateLimit = (name: string, fallback: number, least: number) => {
    const value = integer(name, fallback, 0, 100_000_000)
    if (value === 0 || value >= least) return value
    problems.push(`${name} must be 0, for no limit, or at least ${least}; a full batch must pass`)
    return fallback
  }

  const url = (name: string, ...protocols: string[]) => {
    const value = text(name)
    if (value === undefined) return undefined
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
      problems.push(`${name} must be a URL beginning with ${protocols.join(' or ')}`)
    }
    return value
  }

  const oneOf = <T extends string>(name: string, allowed: readonly T[]) => {
    const value = text(name)
    if (value === undefined) return undefined
    const found = allowed.find((it) => it === value)
    if (found === undefined) problems.push(`${name} must be one of ${allowed.join(', ')}`)
    return found
  }

  const plainHttp = oneOf('POCM_ALLOW_PLAIN_HTTP', ['true', 'false'] as const) === 'true'
  /** A URL over which keys, schemas or events go: in the clear only where the network is our own. */
  const guarded = (name: string) => {
    const value = url(name, 'http:', 'https:')
    if (value !== undefined && !plainHttp && isExposed(value)) {
      problems.push(
        `${name} leads over plain HTTP out of the private network: use https, or set POCM_ALLOW_PLAIN_HTTP=true`,
      )
    }
    return value
  }

  const list = (name: string) =>
    text(name)
      ?.split(',')
      .map((it) => it.trim())
      .filter((it) => it !== '')

  const asked = list('POCM_ROLES') ?? roles
  for (const role of asked) {
    if (!(roles as readonly string[]).includes(role)) {
      problems.push(`POCM_ROLES knows ${roles.join(', ')}, not "${role}"`)
    }
  }
  const databaseUrl = url('DATABASE_URL', 'postgres:', 'postgresql:')
  const clickhouseUrl = url('CLICKHOUSE_URL', 'http:', 'https:')
  const isPart = roles.some((role) => !asked.includes(role))
  if (isPart && (databaseUrl === undefined || clickhouseUrl === undefined)) {
    problems.push(
      'POCM_ROLES may name a part only with DATABASE_URL and CLICKHOUSE_URL: embedded engines serve one process',
    )
  }

  const readKafka = (): KafkaConfig | undefined => {
    const brokers = list('KAFKA_BROKERS')
    if (brokers === undefined) return undefined
    for (const broker of brokers) {
      if (!/^[^:/]+:\d+$/.test(broker)) problems.push(`KAFKA_BROKERS lists host:port, not "${broker}"`)
    }
    const mechanism = oneOf('KAFKA_SASL_MECHANISM', saslMechanisms)
    const username = text('KAFKA_SASL_USERNAME')
    const password = text('KAFKA_SASL_PASSWORD')
    if (mechanism !== undefined && (username === undefined || password === undefined)) {
      problems.push('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD')
    }
    const tls = oneOf('KAFKA_TLS', ['true', 'false'] as const)
    return {
      brokers,
      sasl: mechanism && { mechanism, username: username ?? '', password: password ?? '' },
      tls: tls === 'true' ? { ca: text('KAFKA_TLS_CA') } : undefined,
      partitions: integer('KAFKA_PARTITIONS', 3, 1, 1_000),
      replicas: integer('KAFKA_REPLICAS', 1, 1, 32),
      retentionHours: integer('KAFKA_RETENTION_HOURS', 168, 1, 1_000_000),
    }
  }

  const readS3 = (): S3Config | undefined => {
    const endpoint = guarded('S3_ENDPOINT')
    const bucket = text('S3_BUCKET')
    if (endpoint === undefined && bucket === undefined) return undefined
    if (endpoint === undefined || bucket === undefined) problems.push('S3_ENDPOINT and S3_BUCKET go together')
    const accessKeyId = text('S3_ACCESS_KEY_ID')
    const secretAccessKey = text('S3_SECRET_ACCESS_KEY')
    if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
      problems.push('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together')
    }
    return {
      endpoint: endpoint ?? '',
      bucket: bucket ?? '',
      region: text('S3_REGION') ?? 'us-east-1',
      credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    }
  }

  const readMetrics = () => {
    const host = text('POCM_METRICS_HOST')
    if (text('POCM_METRICS_PORT') === undefined) {
      if (host !== undefined) problems.push('POCM_METRICS_HOST needs POCM_METRICS_PORT')
      return undefined
    }
    return { host: host ?? text('HOST') ?? '127.0.0.1', port: integer('POCM_METRICS_PORT', 9464, 0, 65_535) }
  }

  const readProxies = (): readonly string[] => {
    const proxies = list('POCM_TRUSTED_PROXIES') ?? ['loopback']
    for (const proxy of proxies) {
      const [address = '', prefix = '0', ...more] = proxy.split('/')
      const isNetwork = isIP(address) > 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= 128 && more.length === 0
      if (proxy !== 'loopback' && !isNetwork) {
        problems.push(`POCM_TRUSTED_PROXIES lists addresses, networks like 10.0.0.0/8, or loopback, not "${proxy}"`)
      }
    }
    return proxies
  }

  const logLevel = text('POCM_LOG_LEVEL') ?? 'info'
  if (!logLevels.includes(logLevel)) problems.push(`POCM_LOG_LEVEL must be one of ${logLevels.join(', ')}`)
  const jwtSecret = text('POCM_JWT_SECRET')
  if (jwtSecret !== undefined && jwtSecret.length < 32) problems.push('POCM_JWT_SECRET needs at least 32 characters')
  const jwksUrl = guarded('POCM_JWKS_URL')
  if (jwtSecret !== undefined && jwksUrl !== undefined) {
    problems.push('POCM_JWT_SECRET and POCM_JWKS_URL are two ways to check a token: set the one that its issuer uses')
  }
  const adminKey = text('POCM_ADMIN_KEY')
  const weakness = adminKey === undefined ? undefined : weaknessOf(adminKey)
  if (weakness !== undefined) {
    problems.push(`POCM_ADMIN_KEY ${weakness}. A good one: echo pocm_$(openssl rand -hex 32)`)
  }
  const adminTenant = text('POCM_ADMIN_TENANT') ?? 'demo'
  if (adminTenant.length > 64) problems.push('POCM_ADMIN_TENANT has at most 64 characters')

  const masterKey = text('POCM_MASTER_KEY')
  if (masterKey !== undefined && Buffer.from(masterKey, 'base64').length !== 32) {
    problems.push('POCM_MASTER_KEY must be 32 bytes in base64')
  }
  const previousMasterKeys = list('POCM_MASTER_KEY_PREVIOUS') ?? []
  if (previousMasterKeys.some((it) => Buffer.from(it, 'base64').length !== 32)) {
    problems.push('POCM_MASTER_KEY_PREVIOUS must be keys of 32 bytes in base64, separated by commas')
  }

  const config: Config = Object.freeze({
    roles: new Set(asked as readonly Role[]),
    host: text('HOST') ?? '127.0.0.1',
    port: integer('PORT', 8080, 0, 65_535),
    metrics: readMetrics(),
    dataDir: resolve(text('POCM_DATA_DIR') ?? './data'),
    adminKey,
    adminTenant,
    databaseUrl,
    clickhouseUrl,
    clickhouseCluster: text('CLICKHOUSE_CLUSTER'),
    kafka: readKafka(),
    redisUrl: url('REDIS_URL', 'redis:', 'rediss:'),
    s3: readS3(),
    schemaRegistryUrl: guarded('SCHEMA_REGISTRY_URL'),
    masterKey,
    previousMasterKeys,
    jwtSecret,
    jwksUrl,
    jwtIssuer: text('POCM_JWT_ISSUER'),
    jwtMaxSeconds: integer('POCM_JWT_MAX_SECONDS', 86_400, 60, 366 * 86_400),
    publicUrl: url('POCM_PUBLIC_URL', 'http:', 'https:'),
    sessionIdleMinutes: integer('POCM_SESSION_IDLE_MINUTES', 240, 1, 720),
    logLevel,
    maxBodyBytes: integer('POCM_MAX_BODY_BYTES', 16 * 1024 * 1024, 1024, 1024 ** 3),
    queueEvents: integer('POCM_QUEUE_EVENTS', 20_000, 1, 10_000_000),
    rateLimits: {
      events: rateLimit('POCM_RATE_LIMIT_EVENTS', 50_000, 500),
      requests: rateLimit('POCM_RATE_LIMIT_REQUESTS', 1_000, 1),
    },
    failedCredentials: {
      signIns: integer('POCM_FAILED_SIGN_INS', 10, 1, 1_000_000),
      calls: integer('POCM_FAILED_CREDENTIALS', 1_000, 1, 1_000_000),
    },
    minFreeBytes: integer('POCM_MIN_FREE_BYTES', 256 * 1024 * 1024, 0, Number.MAX_SAFE_INTEGER),
    trustedProxies: readProxies(),
    webhookAllowPrivate: oneOf('POCM_WEBHOOK_ALLOW_PRIVATE', ['true', 'false'] as const) === 'true',
  })
  if (problems.length > 0) throw new Error(`The configuration is not usable:\n  ${problems.join('\n  ')}`)
  return config
}
