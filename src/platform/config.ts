import { resolve } from 'node:path'
import { isPrivateLiteral } from './addresses.ts'
import { type Effective, effectiveSettings } from './effective-settings.ts'
import { isExposed } from './plain-http.ts'
import {
  allSettings,
  type Environment,
  type ReadSettings,
  type Role,
  readSettings,
  roles,
  type SettingName,
  type Values,
} from './settings.ts'

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

export type SaslMechanism = NonNullable<Values['KAFKA_SASL_MECHANISM']>

export interface S3Config {
  readonly endpoint: string
  readonly bucket: string
  readonly region: string
  /** Undefined where the environment that S3's client knows (a role of the machine, say) gives them. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined
}

export interface TracingConfig {
  readonly endpoint: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly serviceName: string
  readonly sampler: Values['OTEL_TRACES_SAMPLER']
  /** Of the samplers by ratio. */
  readonly ratio: number
}

export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly scope: string
  readonly name: string
  readonly tenantClaim: string
  readonly tenant: string | undefined
  readonly roleClaim: string
  readonly roles: readonly (readonly [says: string, role: string])[]
  readonly defaultRole: string | undefined
}

export interface Config {
  /** Every setting as it is shown, secrets masked. */
  readonly effective: readonly Effective[]
  readonly roles: ReadonlySet<Role>
  readonly host: string
  readonly port: number
  /** Where metrics are served too, without a credential; undefined for nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined
  /** Where spans are sent; undefined for nowhere. */
  readonly tracing: TracingConfig | undefined
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
  /** The provider by which people sign in. */
  readonly oidc: OidcSettings | undefined
  /** Whether the configured admin key holds where there is a provider. */
  readonly breakGlass: boolean
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
  /** Days after which months leave PostgreSQL; 0: never. */
  readonly hotWindowDays: number
  /** What must stay free on the disk of the data folder; below it ingest answers 507. */
  readonly minFreeBytes: number
  /** Proxies whose `X-Forwarded-*` is believed: addresses, networks (CIDR) or `loopback`. */
  readonly trustedProxies: readonly string[]
  /** Whether webhooks of alerts may go to private addresses, and without TLS. */
  readonly webhookAllowPrivate: boolean
  readonly models: ModelSettings
}

export interface ModelSettings {
  readonly server:
    | {
        readonly url: string
        readonly token: string | undefined
        readonly allowPrivate: boolean
        readonly timeoutMs: number
      }
    | undefined
  /** Which tenant may ask which model of the server. */
  readonly granted: readonly (readonly [tenant: string, model: string])[]
  readonly concurrency: number
  /** Of a request and of an answer. */
  readonly maxBytes: number
}

/** Reads every setting (settings.ts), and reports every problem with one of them or with several together. */
export function examineSettings(env: Environment = process.env): ReadSettings {
  const { values, given, problems } = readSettings(env)
  const isSet = (name: SettingName) => given.has(name)
  for (const [name, { guarded }] of allSettings) {
    if (guarded && isSet(name) && !values.POCM_ALLOW_PLAIN_HTTP && isExposed(String(values[name]))) {
      problems.push(
        `${name} leads over plain HTTP out of the private network: use https, or set POCM_ALLOW_PLAIN_HTTP=true`,
      )
    }
  }
  const isPart = roles.some((role) => !values.POCM_ROLES.includes(role))
  if (isPart && !(isSet('DATABASE_URL') && isSet('CLICKHOUSE_URL'))) {
    problems.push(
      'POCM_ROLES may name a part only with DATABASE_URL and CLICKHOUSE_URL: embedded engines serve one process',
    )
  }
  if (values.KAFKA_SASL_MECHANISM !== undefined && !(isSet('KAFKA_SASL_USERNAME') && isSet('KAFKA_SASL_PASSWORD'))) {
    problems.push('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD')
  }
  if (isSet('S3_ENDPOINT') !== isSet('S3_BUCKET')) problems.push('S3_ENDPOINT and S3_BUCKET go together')
  if ((isSet('S3_ENDPOINT') || isSet('S3_BUCKET')) && isSet('S3_ACCESS_KEY_ID') !== isSet('S3_SECRET_ACCESS_KEY')) {
    problems.push('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY go together')
  }
  if (isSet('POCM_METRICS_HOST') && !isSet('POCM_METRICS_PORT')) {
    problems.push('POCM_METRICS_HOST needs POCM_METRICS_PORT')
  }
  if (isSet('POCM_OIDC_ISSUER') && !isSet('POCM_OIDC_CLIENT_ID')) {
    problems.push('POCM_OIDC_ISSUER needs POCM_OIDC_CLIENT_ID')
  }
  if (!values.POCM_OIDC_SCOPE.split(' ').includes('openid')) problems.push('POCM_OIDC_SCOPE must hold openid')
  if (isPrivateLiteral(values.POCM_MODEL_SERVER_URL) && !values.POCM_MODEL_SERVER_ALLOW_PRIVATE) {
    problems.push(
      'POCM_MODEL_SERVER_URL leads to a private address: set POCM_MODEL_SERVER_ALLOW_PRIVATE=true if that is meant',
    )
  }
  if (isSet('POCM_JWT_SECRET') && isSet('POCM_JWKS_URL')) {
    problems.push('POCM_JWT_SECRET and POCM_JWKS_URL are two ways to check a token: set the one that its issuer uses')
  }
  return { values, given, problems }
}

/**
 * Reads the settings from environment variables.
 * @throws Error naming every setting that is wrong, not only the first.
 */
export function readConfig(env?: Environment): Config {
  const { values, given, problems } = examineSettings(env)
  if (problems.length > 0) throw new Error(`The configuration is not usable:\n  ${problems.join('\n  ')}`)
  return Object.freeze({
    effective: effectiveSettings(values, given),
    roles: new Set(values.POCM_ROLES),
    host: values.HOST,
    port: values.PORT,
    metrics: metricsOf(values),
    tracing: tracingOf(values),
    dataDir: resolve(values.POCM_DATA_DIR),
    adminKey: values.POCM_ADMIN_KEY,
    adminTenant: values.POCM_ADMIN_TENANT,
    databaseUrl: values.DATABASE_URL,
    clickhouseUrl: values.CLICKHOUSE_URL,
    clickhouseCluster: values.CLICKHOUSE_CLUSTER,
    kafka: kafkaOf(values),
    redisUrl: values.REDIS_URL,
    s3: s3Of(values),
    schemaRegistryUrl: values.SCHEMA_REGISTRY_URL,
    masterKey: values.POCM_MASTER_KEY,
    previousMasterKeys: values.POCM_MASTER_KEY_PREVIOUS,
    jwtSecret: values.POCM_JWT_SECRET,
    jwksUrl: values.POCM_JWKS_URL,
    jwtIssuer: values.POCM_JWT_ISSUER,
    jwtMaxSeconds: values.POCM_JWT_MAX_SECONDS,
    oidc: oidcOf(values),
    breakGlass: values.POCM_BREAK_GLASS,
    publicUrl: values.POCM_PUBLIC_URL,
    sessionIdleMinutes: values.POCM_SESSION_IDLE_MINUTES,
    logLevel: values.POCM_LOG_LEVEL,
    maxBodyBytes: values.POCM_MAX_BODY_BYTES,
    queueEvents: values.POCM_QUEUE_EVENTS,
    rateLimits: { events: values.POCM_RATE_LIMIT_EVENTS, requests: values.POCM_RATE_LIMIT_REQUESTS },
    failedCredentials: { signIns: values.POCM_FAILED_SIGN_INS, calls: values.POCM_FAILED_CREDENTIALS },
    hotWindowDays: values.POCM_HOT_WINDOW_DAYS,
    minFreeBytes: values.POCM_MIN_FREE_BYTES,
    trustedProxies: values.POCM_TRUSTED_PROXIES,
    webhookAllowPrivate: values.POCM_WEBHOOK_ALLOW_PRIVATE,
    models: modelsOf(values),
  })
}

const metricsOf = ({ POCM_METRICS_PORT: port, POCM_METRICS_HOST: host, HOST }: Values): Config['metrics'] =>
  port === undefined ? undefined : { host: host ?? HOST, port }

const tracingOf = (values: Values): TracingConfig | undefined =>
  values.OTEL_EXPORTER_OTLP_ENDPOINT === undefined
    ? undefined
    : {
        endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT,
        headers: values.OTEL_EXPORTER_OTLP_HEADERS,
        serviceName: values.OTEL_SERVICE_NAME,
        sampler: values.OTEL_TRACES_SAMPLER,
        ratio: values.OTEL_TRACES_SAMPLER_ARG,
      }

function kafkaOf(values: Values): KafkaConfig | undefined {
  const { KAFKA_BROKERS: brokers, KAFKA_SASL_MECHANISM: mechanism } = values
  const { KAFKA_SASL_USERNAME: username = '', KAFKA_SASL_PASSWORD: password = '' } = values
  return (
    brokers && {
      brokers,
      sasl: mechanism && { mechanism, username, password },
      tls: values.KAFKA_TLS ? { ca: values.KAFKA_TLS_CA } : undefined,
      partitions: values.KAFKA_PARTITIONS,
      replicas: values.KAFKA_REPLICAS,
      retentionHours: values.KAFKA_RETENTION_HOURS,
    }
  )
}

function oidcOf(values: Values): OidcSettings | undefined {
  const { POCM_OIDC_ISSUER: issuer, POCM_OIDC_CLIENT_ID: clientId } = values
  if (issuer === undefined || clientId === undefined) return undefined
  return {
    ...{ issuer, clientId, clientSecret: values.POCM_OIDC_CLIENT_SECRET },
    ...{ scope: values.POCM_OIDC_SCOPE, name: values.POCM_OIDC_NAME },
    ...{ tenantClaim: values.POCM_OIDC_TENANT_CLAIM, tenant: values.POCM_OIDC_TENANT },
    ...{ roleClaim: values.POCM_OIDC_ROLE_CLAIM, roles: values.POCM_OIDC_ROLES },
    defaultRole: values.POCM_OIDC_DEFAULT_ROLE,
  }
}

function modelsOf(values: Values): ModelSettings {
  const { POCM_MODEL_SERVER_URL: url, POCM_MODEL_SERVER_TOKEN: token, POCM_MODEL_SERVER_MODELS: granted } = values
  return {
    server:
      url === undefined
        ? undefined
        : {
            ...{ url, token, timeoutMs: values.POCM_MODEL_TIMEOUT_MS },
            allowPrivate: values.POCM_MODEL_SERVER_ALLOW_PRIVATE,
          },
    granted: granted.length === 0 ? [[values.POCM_ADMIN_TENANT, '*']] : granted,
    ...{ concurrency: values.POCM_MODEL_CONCURRENCY, maxBytes: values.POCM_MODEL_MAX_BYTES },
  }
}

function s3Of(values: Values): S3Config | undefined {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region } = values
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = values
  if (endpoint === undefined || bucket === undefined) return undefined
  const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined
  return { endpoint, bucket, region, credentials }
}
