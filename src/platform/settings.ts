import {
  anyUrl,
  brokers,
  bytes,
  credential,
  flag,
  integer,
  type Kind,
  key,
  keys,
  oneOf,
  pairs,
  path,
  port,
  proxies,
  rate,
  ratio,
  someOf,
  text,
  textFrom,
  textUpTo,
  url,
} from './setting-kinds.ts'

/** What a process does (`POCM_ROLES`). */
export const roles = ['api', 'relay', 'sink', 'archive', 'keeper'] as const
export type Role = (typeof roles)[number]

export const groups = [
  'process',
  'stores',
  'kafka',
  'archive',
  'keys',
  'access',
  'limits',
  'telemetry',
  'models',
  'client',
] as const
export type Group = (typeof groups)[number]

export interface Setting<T = unknown> {
  readonly group: Group
  readonly kind: Kind<T>
  /** The value where the variable is not set or empty. */
  readonly default?: T
  /** In documents, in place of a default: what holds while the variable is not set. */
  readonly unset?: string
  /** One sentence: what it is for. */
  readonly says: string
  /** Its value is never shown. */
  readonly secret?: true
  /** Keys, schemas or events go over this URL: plain HTTP only where the network is private (`POCM_ALLOW_PLAIN_HTTP`). */
  readonly guarded?: true
  /** Another setting, without which this one is not read. */
  readonly with?: string
}

/** Declares a setting whose default, where it has one, is a value of its kind. */
const setting = <T, const Declared extends Omit<Setting<T>, 'kind'>>(
  kind: Kind<T>,
  declared: Declared,
): Declared & { readonly kind: Kind<T> } => ({ ...declared, kind })

/**
 * Every environment variable that the service or its command line reads, in the order of docs/settings.md, which is written
 * from this table. A new setting is an entry here and the place that uses it.
 */
export const settings = {
  HOST: setting(text, { group: 'process', default: '127.0.0.1', says: 'The address that the service listens on.' }),
  PORT: setting(port, {
    group: 'process',
    default: 8080,
    says: 'The port that the service listens on; 0 takes a free one.',
  }),
  POCM_METRICS_HOST: setting(text, {
    group: 'process',
    unset: 'as `HOST`',
    says: 'The address that `POCM_METRICS_PORT` listens on.',
  }),
  POCM_METRICS_PORT: setting(port, {
    group: 'process',
    unset: 'none',
    says: 'A port that serves `/metrics` without a credential; on `PORT` it is open to this machine and to an admin of the tenant that runs the service.',
  }),
  POCM_PUBLIC_URL: setting(url('http:', 'https:'), {
    group: 'process',
    unset: 'none',
    says: 'Where people reach the service; with https, cookies and answers are for TLS alone (`Secure`, `__Host-`, HSTS).',
  }),
  POCM_TRUSTED_PROXIES: setting(proxies, {
    group: 'process',
    default: ['loopback'],
    says: 'Proxies whose `X-Forwarded-*` headers are believed.',
  }),
  POCM_DATA_DIR: setting(path, {
    group: 'process',
    default: './data',
    says: 'The folder of the embedded engines and of the master key.',
  }),
  POCM_ROLES: setting(someOf(roles), {
    group: 'process',
    default: roles,
    says: 'What this process does; fewer than all need `DATABASE_URL` and `CLICKHOUSE_URL`.',
  }),
  POCM_LOG_LEVEL: setting(oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), {
    group: 'process',
    default: 'info',
    says: 'The least severe log lines that are written, as JSON on standard error.',
  }),

  DATABASE_URL: setting(url('postgres:', 'postgresql:'), {
    group: 'stores',
    unset: 'embedded',
    says: 'A PostgreSQL server, 15 or newer, whose user may make roles or [was given one](decisions/0012-row-level-security.md).',
  }),
  CLICKHOUSE_URL: setting(url('http:', 'https:'), { group: 'stores', unset: 'embedded', says: 'A ClickHouse server.' }),
  CLICKHOUSE_CLUSTER: setting(text, {
    group: 'stores',
    unset: 'none',
    says: 'The name of a replicated cluster, on all of which tables are made ([parsed, never run](decisions/0010-clickhouse-cluster-tables.md)).',
  }),
  REDIS_URL: setting(url('redis:', 'rediss:'), {
    group: 'stores',
    unset: 'none',
    says: 'A Redis server for limits, hints and answers that all processes share; it [decides nothing](decisions/0015-redis-holds-hints-only.md).',
  }),
  SCHEMA_REGISTRY_URL: setting(url('http:', 'https:'), {
    group: 'stores',
    unset: 'none',
    guarded: true,
    says: "A schema registry with Confluent's API, where the schemas of events are registered too.",
  }),

  KAFKA_BROKERS: setting(brokers, {
    group: 'kafka',
    unset: 'none: the ledger is the log',
    says: 'The brokers that a connection begins with.',
  }),
  KAFKA_SASL_MECHANISM: setting(oneOf('PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'), {
    group: 'kafka',
    with: 'KAFKA_BROKERS',
    unset: 'none',
    says: 'How the service signs in to the brokers.',
  }),
  KAFKA_SASL_USERNAME: setting(text, {
    group: 'kafka',
    with: 'KAFKA_BROKERS',
    unset: 'none',
    says: 'The user who signs in.',
  }),
  KAFKA_SASL_PASSWORD: setting(text, {
    group: 'kafka',
    with: 'KAFKA_BROKERS',
    unset: 'none',
    secret: true,
    says: 'The password of that user.',
  }),
  KAFKA_TLS: setting(flag, {
    group: 'kafka',
    with: 'KAFKA_BROKERS',
    default: false,
    says: 'Whether connections to the brokers use TLS.',
  }),
  KAFKA_TLS_CA: setting(path, {
    group: 'kafka',
    with: 'KAFKA_BROKERS',
    unset: "the system's",
    says: 'A PEM file of the authorities that sign the certificates of the brokers.',
  }),
  KAFKA_PARTITIONS: setting(integer(1, 1_000), {
    group: 'kafka',
    with: 'KAFKA_BROKERS',
    default: 3,
    says: 'Partitions of topics that the service makes.',
  }),
  KAFKA_REPLICAS: setting(integer(1, 32), {
    group: 'kafka',
    with: 'KAFKA_BROKERS',
    default: 1,
    says: 'Replicas of topics that the service makes.',
  }),
  KAFKA_RETENTION_HOURS: setting(integer(1, 1_000_000), {
    group: 'kafka',
    with: 'KAFKA_BROKERS',
    default: 168,
    says: 'How long topics that the service makes keep their records.',
  }),

  S3_ENDPOINT: setting(url('http:', 'https:'), {
    group: 'archive',
    unset: 'a folder',
    guarded: true,
    says: 'An S3 server that holds the archive; it needs `S3_BUCKET`.',
  }),
  S3_BUCKET: setting(text, { group: 'archive', unset: 'a folder', says: 'The bucket that holds the archive.' }),
  S3_REGION: setting(text, { group: 'archive', default: 'us-east-1', says: 'The region of the bucket.' }),
  S3_ACCESS_KEY_ID: setting(text, {
    group: 'archive',
    unset: "the environment's",
    says: 'The credential of the bucket.',
  }),
  S3_SECRET_ACCESS_KEY: setting(text, {
    group: 'archive',
    unset: "the environment's",
    secret: true,
    says: 'The secret of that credential.',
  }),

  POCM_HOT_WINDOW_DAYS: setting(integer(0, 36_500), {
    group: 'archive',
    default: 0,
    says: 'Months that are older leave PostgreSQL when archive and warehouse have them; 0: none does, 60 to 90 are recommended.',
  }),

  POCM_MASTER_KEY: setting(key, {
    group: 'keys',
    unset: 'made in the data folder',
    secret: true,
    says: 'The key that seals what is encrypted in the ledger, the same for all processes on one database.',
  }),
  POCM_MASTER_KEY_PREVIOUS: setting(keys, {
    group: 'keys',
    default: [],
    unset: 'none',
    secret: true,
    says: 'Master keys that are accepted beside `POCM_MASTER_KEY` while it is changed, newest first ([how](runbook.md#the-master-key-is-to-be-changed)).',
  }),
  POCM_ADMIN_KEY: setting(credential, {
    group: 'keys',
    unset: 'made on the first start',
    secret: true,
    says: 'An API key with all scopes, which stays revoked once it was; with `POCM_OIDC_ISSUER` it is the break-glass key.',
  }),
  POCM_ADMIN_TENANT: setting(textUpTo(64), {
    group: 'keys',
    default: 'demo',
    says: 'The tenant of the admin key, which runs the service.',
  }),

  POCM_JWT_SECRET: setting(textFrom(32), {
    group: 'access',
    unset: 'none',
    secret: true,
    says: 'Checks bearer JWTs by HS256 (`tenant_id`, `sub`, `exp`, `scope`, audience `pocm-analytics`).',
  }),
  POCM_JWKS_URL: setting(url('http:', 'https:'), {
    group: 'access',
    unset: 'none',
    guarded: true,
    says: 'Checks bearer JWTs by the key set of their issuer, in place of `POCM_JWT_SECRET`.',
  }),
  POCM_JWT_ISSUER: setting(text, { group: 'access', unset: 'none', says: 'The `iss` that bearer JWTs must have.' }),
  POCM_JWT_MAX_SECONDS: setting(integer(60, 366 * 86_400), {
    group: 'access',
    default: 86_400,
    says: 'The longest that a bearer JWT may be valid for.',
  }),
  POCM_OIDC_ISSUER: setting(url('http:', 'https:'), {
    group: 'access',
    unset: 'none: people sign in by API key',
    guarded: true,
    says: 'The OpenID Connect provider by which people sign in ([how](runbook.md#people-sign-in-by-openid-connect)); it needs `POCM_OIDC_CLIENT_ID`.',
  }),
  POCM_OIDC_CLIENT_ID: setting(text, {
    group: 'access',
    with: 'POCM_OIDC_ISSUER',
    unset: 'none',
    says: 'The client that the provider knows this service by.',
  }),
  POCM_OIDC_CLIENT_SECRET: setting(text, {
    group: 'access',
    with: 'POCM_OIDC_ISSUER',
    unset: 'none: a public client',
    secret: true,
    says: "That client's secret, sent by `client_secret_basic`, or by `client_secret_post` where the provider knows that alone.",
  }),
  POCM_OIDC_NAME: setting(textUpTo(40), {
    group: 'access',
    with: 'POCM_OIDC_ISSUER',
    default: 'single sign-on',
    says: 'What the sign-in page calls the provider.',
  }),
  POCM_OIDC_SCOPE: setting(text, {
    group: 'access',
    with: 'POCM_OIDC_ISSUER',
    default: 'openid email profile',
    says: 'The scope that is asked for, words separated by spaces; `openid` must be one.',
  }),
  POCM_OIDC_TENANT: setting(textUpTo(64), {
    group: 'access',
    with: 'POCM_OIDC_ISSUER',
    unset: 'the claim says it',
    says: 'The tenant of all who sign in, in place of a claim.',
  }),
  POCM_OIDC_TENANT_CLAIM: setting(text, {
    group: 'access',
    with: 'POCM_OIDC_ISSUER',
    default: 'tenant_id',
    says: 'The claim that names the tenant of who signs in; without it an invitation does.',
  }),
  POCM_OIDC_ROLE_CLAIM: setting(text, {
    group: 'access',
    with: 'POCM_OIDC_ISSUER',
    default: 'role',
    says: 'The claim that names roles or groups, one or a list; `realm_access.roles` is a way through objects.',
  }),
  POCM_OIDC_ROLES: setting(pairs, {
    group: 'access',
    with: 'POCM_OIDC_ISSUER',
    default: [],
    unset: 'the claim names the role',
    says: 'Which role a value of that claim gives, such as `analytics-admins=admin,staff=viewer`; the first that fits counts.',
  }),
  POCM_OIDC_DEFAULT_ROLE: setting(textUpTo(50), {
    group: 'access',
    with: 'POCM_OIDC_ISSUER',
    unset: 'none: they are not let in',
    says: 'The role of people whom neither a claim nor an invitation gives one.',
  }),
  POCM_BREAK_GLASS: setting(flag, {
    group: 'access',
    with: 'POCM_OIDC_ISSUER',
    default: true,
    says: 'Whether `POCM_ADMIN_KEY` holds beside a provider, for when that is unavailable; each use is audited, counted and [alerted](runbook.md#the-break-glass-key-was-used).',
  }),
  POCM_SESSION_IDLE_MINUTES: setting(integer(1, 720), {
    group: 'access',
    default: 240,
    says: 'How long a session lasts without a call; it ends after 12 hours in any case.',
  }),
  POCM_ALLOW_PLAIN_HTTP: setting(flag, {
    group: 'access',
    default: false,
    says: 'Whether `POCM_JWKS_URL`, `POCM_OIDC_ISSUER`, `SCHEMA_REGISTRY_URL`, `S3_ENDPOINT`, `POCM_MODEL_SERVER_URL` and `OTEL_EXPORTER_OTLP_ENDPOINT` may be plain HTTP outside of a private network.',
  }),
  POCM_WEBHOOK_ALLOW_PRIVATE: setting(flag, {
    group: 'access',
    default: false,
    says: 'Whether webhooks of alerts may go to private addresses, and without TLS.',
  }),

  POCM_MAX_BODY_BYTES: setting(bytes(1024, 1024 ** 3), {
    group: 'limits',
    default: 16 * 1024 * 1024,
    says: 'The largest request body, before and after decompression.',
  }),
  POCM_QUEUE_EVENTS: setting(integer(1, 10_000_000), {
    group: 'limits',
    default: 20_000,
    says: 'How many events may wait for the ledger before ingest answers 429.',
  }),
  POCM_RATE_LIMIT_EVENTS: setting(rate(500), {
    group: 'limits',
    default: 50_000,
    says: 'Events that one credential may send, on average over ten seconds.',
  }),
  POCM_RATE_LIMIT_REQUESTS: setting(rate(1), {
    group: 'limits',
    default: 1_000,
    says: 'Other calls that one credential may make, on average over ten seconds.',
  }),
  POCM_FAILED_SIGN_INS: setting(integer(1, 1_000_000), {
    group: 'limits',
    default: 10,
    says: 'Failed sign-ins from one address in ten seconds, after which it is answered 429.',
  }),
  POCM_FAILED_CREDENTIALS: setting(integer(1, 1_000_000), {
    group: 'limits',
    default: 1_000,
    says: 'Calls with an invalid credential from one address in ten seconds, after which it is answered 429.',
  }),
  POCM_MIN_FREE_BYTES: setting(bytes(0, Number.MAX_SAFE_INTEGER), {
    group: 'limits',
    default: 256 * 1024 * 1024,
    says: 'Free space on the disk of the data folder below which ingest answers 507, before PostgreSQL runs out of it.',
  }),

  OTEL_EXPORTER_OTLP_ENDPOINT: setting(url('http:', 'https:'), {
    group: 'telemetry',
    unset: 'none: nothing is traced',
    guarded: true,
    says: 'Where spans are sent, by OTLP over HTTP ([what they hold](tracing.md)); `/v1/traces` is added.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: setting(pairs, {
    group: 'telemetry',
    with: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: [],
    secret: true,
    says: 'Headers that are sent with them, such as `authorization=Bearer%20…`; values are percent-encoded.',
  }),
  OTEL_SERVICE_NAME: setting(text, {
    group: 'telemetry',
    with: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: 'pocm-analytics',
    says: 'The name of the service in traces.',
  }),
  OTEL_TRACES_SAMPLER: setting(
    oneOf(
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ),
    {
      group: 'telemetry',
      with: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      default: 'parentbased_traceidratio',
      says: "Which requests are traced; the ones that begin with `parentbased_` do as the client's `traceparent` says where there is one.",
    },
  ),
  OTEL_TRACES_SAMPLER_ARG: setting(ratio, {
    group: 'telemetry',
    with: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    default: 0.01,
    says: 'The share of requests that `traceidratio` takes.',
  }),

  POCM_MODEL_SERVER_URL: setting(url('http:', 'https:'), {
    group: 'models',
    unset: 'none: built-in models only',
    guarded: true,
    says: 'A model server that speaks the Open Inference Protocol v2 (KServe, Triton, MLServer).',
  }),
  POCM_MODEL_SERVER_TOKEN: setting(text, {
    group: 'models',
    with: 'POCM_MODEL_SERVER_URL',
    unset: 'none',
    secret: true,
    says: 'The bearer token that it is called with.',
  }),
  POCM_MODEL_SERVER_ALLOW_PRIVATE: setting(flag, {
    group: 'models',
    with: 'POCM_MODEL_SERVER_URL',
    default: false,
    says: 'Whether the model server may stand at a private address.',
  }),
  POCM_MODEL_SERVER_MODELS: setting(pairs, {
    group: 'models',
    with: 'POCM_MODEL_SERVER_URL',
    default: [],
    unset: 'all models for `POCM_ADMIN_TENANT`',
    says: 'Which tenant may ask which of its models, such as `clinic=returns,*=fraud`; `*` stands for each.',
  }),
  POCM_MODEL_TIMEOUT_MS: setting(integer(10, 600_000), {
    group: 'models',
    with: 'POCM_MODEL_SERVER_URL',
    default: 10_000,
    says: 'How long a call of the model server may take, in milliseconds.',
  }),
  POCM_MODEL_CONCURRENCY: setting(integer(1, 1_000), {
    group: 'models',
    default: 8,
    says: 'Models that are asked at once; of one tenant half of that while others wait.',
  }),
  POCM_MODEL_MAX_BYTES: setting(bytes(1024, 64 * 1024 ** 2), {
    group: 'models',
    default: 4 * 1024 * 1024,
    says: 'The largest request to a model, and the largest answer of the model server.',
  }),

  POCM_URL: setting(anyUrl, {
    group: 'client',
    default: 'http://127.0.0.1:8080',
    says: 'The service that a command calls.',
  }),
  POCM_API_KEY: setting(text, {
    group: 'client',
    unset: 'none',
    secret: true,
    says: 'The API key that a command calls it with.',
  }),
}

type Settings = typeof settings
export type SettingName = keyof Settings

type ValueOf<S> = S extends { readonly kind: Kind<infer T> }
  ? S extends { readonly default: T }
    ? T
    : T | undefined
  : never
/** The value of every setting: what its variable says, or its default. */
export type Values = { readonly [Name in SettingName]: ValueOf<Settings[Name]> }

export type Environment = Readonly<Record<string, string | undefined>>

/** Settings by name, for what handles all of them alike. */
export const allSettings = Object.entries(settings) as unknown as readonly [SettingName, Setting][]

/** Undefined for a variable that is not set, is empty, or is not read because another is not set. */
function textOf(env: Environment, name: string): string | undefined {
  const needed = allSettings.find(([it]) => it === name)?.[1].with
  if (needed !== undefined && textOf(env, needed) === undefined) return undefined
  return env[name]?.trim() || undefined
}

export interface ReadSettings {
  readonly values: Values
  /** The settings whose variables are set. */
  readonly given: ReadonlySet<SettingName>
  readonly problems: string[]
}

/** Reads every setting, and reports what is wrong with each by itself; a wrong one may have its default. */
export function readSettings(env: Environment): ReadSettings {
  const problems: string[] = []
  const given = new Set<SettingName>()
  const values = allSettings.map(([name, { kind, default: fallback }]) => {
    const text = textOf(env, name)
    if (text === undefined) return [name, fallback]
    given.add(name)
    return [name, kind.read(text, (problem) => problems.push(`${name} ${problem}`)) ?? fallback]
  })
  return { values: Object.fromEntries(values) as Values, given, problems }
}
