import { resolve } from 'node:path'

/** What a process does (`POCM_ROLES`). */
const roles = ['api', 'sink', 'keeper']

export interface Config {
  readonly host: string
  readonly port: number
  /** Absolute path of the folder that holds the embedded engines. */
  readonly dataDir: string
  readonly adminKey: string | undefined
  readonly adminTenant: string
  readonly databaseUrl: string | undefined
  readonly clickhouseUrl: string | undefined
  readonly jwtSecret: string | undefined
  readonly jwksUrl: string | undefined
  readonly logLevel: string
  /** Largest request body in bytes, before and after decompression. */
  readonly maxBodyBytes: number
  /** How many events may wait for the ledger before ingest answers 429. */
  readonly queueEvents: number
  /** What must stay free on the disk of the data folder; below it ingest answers 507. */
  readonly minFreeBytes: number
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const notYet = ['KAFKA_BROKERS', 'REDIS_URL', 'S3_ENDPOINT', 'S3_BUCKET']

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

  const url = (name: string, ...protocols: string[]) => {
    const value = text(name)
    if (value === undefined) return undefined
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
      problems.push(`${name} must be a URL beginning with ${protocols.join(' or ')}`)
    }
    return value
  }

  const asked =
    text('POCM_ROLES')
      ?.split(',')
      .map((role) => role.trim()) ?? roles
  for (const role of asked) if (!roles.includes(role)) problems.push(`POCM_ROLES knows ${roles}, not "${role}"`)
  if (roles.some((role) => !asked.includes(role))) {
    problems.push(`POCM_ROLES must name all of ${roles}: this version runs them in one process`)
  }
  for (const name of notYet) {
    if (text(name) !== undefined) problems.push(`${name} is set, but this version cannot use it yet`)
  }
  const logLevel = text('POCM_LOG_LEVEL') ?? 'info'
  if (!logLevels.includes(logLevel)) problems.push(`POCM_LOG_LEVEL must be one of ${logLevels.join(', ')}`)
  const jwtSecret = text('POCM_JWT_SECRET')
  if (jwtSecret !== undefined && jwtSecret.length < 32) problems.push('POCM_JWT_SECRET needs at least 32 characters')
  const adminTenant = text('POCM_ADMIN_TENANT') ?? 'demo'
  if (adminTenant.length > 64) problems.push('POCM_ADMIN_TENANT has at most 64 characters')

  const config: Config = Object.freeze({
    host: text('HOST') ?? '127.0.0.1',
    port: integer('PORT', 8080, 0, 65_535),
    dataDir: resolve(text('POCM_DATA_DIR') ?? './data'),
    adminKey: text('POCM_ADMIN_KEY'),
    adminTenant,
    databaseUrl: url('DATABASE_URL', 'postgres:', 'postgresql:'),
    clickhouseUrl: url('CLICKHOUSE_URL', 'http:', 'https:'),
    jwtSecret,
    jwksUrl: url('POCM_JWKS_URL', 'http:', 'https:'),
    logLevel,
    maxBodyBytes: integer('POCM_MAX_BODY_BYTES', 16 * 1024 * 1024, 1024, 1024 ** 3),
    queueEvents: integer('POCM_QUEUE_EVENTS', 20_000, 1, 10_000_000),
    minFreeBytes: integer('POCM_MIN_FREE_BYTES', 256 * 1024 * 1024, 0, Number.MAX_SAFE_INTEGER),
  })
  if (problems.length > 0) throw new Error(`The configuration is not usable:\n  ${problems.join('\n  ')}`)
  return config
}
