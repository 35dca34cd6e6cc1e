import type { Database } from '../postgres/pool.ts'
import type { Keys, Purpose } from './master-key.ts'
import { checkTakesOver, recordRotated } from './same-key.ts'
import { seal, unseal, versionMark } from './sealing.ts'
import { serviceKeyBound } from './service-keys.ts'

type Row = Readonly<Record<string, string>>

/** A column that holds values sealed by a key which is derived from the master key. */
export interface SealedColumn {
  readonly table: string
  readonly column: string
  /** Its primary key, and the types of that. */
  readonly key: Readonly<Record<string, string>>
  /** Columns beside the key that its place is made of. */
  readonly beside?: readonly string[]
  readonly purpose: Purpose
  /** What ties a value to its row. */
  readonly bound: (row: Row) => string
  /** Which rows, where others of the column are sealed by a key of another kind. */
  readonly where?: string
  /** Rows that are looked at together; a dead letter may have a megabyte. */
  readonly page: number
}

/** A letter that is sealed by a person's key names that person by the letters' key. */
function letterColumn(column: string, part: string, where: string): SealedColumn {
  return {
    ...{ table: 'dead_letters', column, key: { id: 'uuid' }, where, purpose: 'letters', page: 10 },
    beside: ['topic', 'partition', '"offset"'],
    bound: ({ topic, partition, offset }) => `${topic}/${partition}/${offset}${part}`,
  }
}

/** Every column of this kind: what is not named here is lost when the key of before is taken away. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    ...{ table: 'service_keys', column: 'wrapped_key', key: { name: 'text' }, purpose: 'wrap', page: 100 },
    bound: ({ name }) => serviceKeyBound(name as string),
  },
  {
    ...{ table: 'person_keys', column: 'wrapped_key', purpose: 'wrap', page: 1_000 },
    key: { tenant_id: 'text', person: 'text' },
    bound: ({ tenant_id, person }) => `${tenant_id}\u0000${person}`,
  },
  {
    ...{ table: 'tenant_keys', column: 'wrapped_key', purpose: 'wrap', page: 1_000 },
    key: { tenant_id: 'text', purpose: 'text' },
    bound: ({ tenant_id, purpose }) => `${tenant_id}\u0000${purpose}`,
  },
  {
    ...{ table: 'alerts', column: 'sealed_secret', key: { id: 'uuid' }, purpose: 'webhooks', page: 1_000 },
    bound: ({ id }) => id as string,
  },
  {
    ...{ table: 'gdpr_export_requests', column: 'sealed_subject', key: { id: 'uuid' }, purpose: 'wrap', page: 1_000 },
    bound: ({ id }) => `${id}/subject`,
  },
  {
    ...{ table: 'gdpr_export_requests', column: 'wrapped_key', key: { id: 'uuid' }, purpose: 'wrap', page: 1_000 },
    ...{ where: 'wrapped_key IS NOT NULL', bound: ({ id }) => `${id}/key` },
  },
  {
    ...{ table: 'gdpr_erasure_requests', column: 'sealed_subject', key: { id: 'uuid' }, purpose: 'wrap', page: 1_000 },
    bound: ({ id }) => `${id}/subject`,
  },
  {
    ...{ table: 'gdpr_erasure_requests', column: 'wrapped_key', key: { id: 'uuid' }, purpose: 'wrap', page: 1_000 },
    ...{ where: 'wrapped_key IS NOT NULL', bound: ({ id }) => `${id}/key` },
  },
  {
    ...{ table: 'retention_runs', column: 'wrapped_key', key: { id: 'uuid' }, purpose: 'wrap', page: 1_000 },
    ...{ where: 'wrapped_key IS NOT NULL', bound: ({ id }) => `${id}/retention` },
  },
  letterColumn('sealed', '', 'sealed_person IS NULL'),
  letterColumn('sealed_facts', '/facts', 'sealed_person IS NULL'),
  letterColumn('sealed_person', '/person', 'true'),
]

/** How many values of each column were sealed anew. */
export type Rotated = Readonly<Record<string, number>>

/**
 * Seals anew, with the key of now, whatever is sealed with one of before, page by page. It may be ended at any moment
 * and begun again: what is done is not done twice. Other processes may go on working that have both keys.
 */
export async function rotateMasterKey(db: Database, keys: Keys): Promise<Rotated> {
  const counts: Record<string, number> = {}
  const pass = async () => {
    for (const it of sealedColumns) {
      const name = `${it.table}.${it.column}`
      counts[name] = (counts[name] ?? 0) + (await rotateColumn(db, keys, it))
    }
  }
  await checkTakesOver(db, keys)
  await pass()
  await recordRotated(db, keys.current)
  // Once more: what others sealed while the first pass went by.
  await pass()
  return counts
}

async function rotateColumn(db: Database, keys: Keys, it: SealedColumn): Promise<number> {
  const names = Object.keys(it.key)
  const mark = versionMark(keys[it.purpose].current)
  const [list, last] = [names.join(', '), names.map((name, at) => `$${at + 3}::${it.key[name]}`).join(', ')]
  const find = `SELECT ${[...names, ...(it.beside ?? [])].map((name) => `${name}::text`).join(', ')}, ${it.column} AS sealed
    FROM ${it.table} WHERE ${it.column} IS NOT NULL AND ${it.where ?? 'true'} AND substring(${it.column} FROM 1 FOR ${mark.length}) <> $1
    AND ($2 OR (${list}) > (${last})) ORDER BY ${list} LIMIT ${it.page}`
  const where = names.map((name, at) => `${name} = $${at + 3}::${it.key[name]}`).join(' AND ')
  // Only what is still as it was read: a key that was destroyed meanwhile stays destroyed.
  const change = `UPDATE ${it.table} SET ${it.column} = $1 WHERE ${it.column} = $2 AND ${where}`
  let after: string[] | undefined
  let changed = 0
  for (;;) {
    const { rows } = await db.query<Row & { sealed: Buffer }>(find, [
      mark,
      after === undefined,
      ...(after ?? names.map(() => null)),
    ])
    for (const { sealed, ...row } of rows) {
      const place = row as Row
      const bound = it.bound(place)
      const anew = seal(keys[it.purpose], unseal(keys[it.purpose], sealed as Buffer, bound), bound)
      const { rowCount } = await db.query(change, [anew, sealed, ...names.map((name) => place[name])])
      changed += rowCount ?? 0
    }
    const end = rows.at(-1) as Row | undefined
    if (end === undefined) return changed
    after = names.map((name) => end[name] as string)
  }
}
