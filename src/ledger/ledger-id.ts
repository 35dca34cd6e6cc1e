import { randomUUID } from 'node:crypto'
import type { Database } from '../postgres/pool.ts'

/**
 * The id of this ledger, made when it is asked for the first time. Positions in its log mean nothing in another one, as
 * when a database was set up anew beside brokers that hold what the one before it had published.
 */
export async function ledgerId(db: Database): Promise<string> {
  await db.query("INSERT INTO settings (name, value) VALUES ('ledger_id', $1) ON CONFLICT DO NOTHING", [randomUUID()])
  const { rows } = await db.query<{ value: string }>("SELECT value FROM settings WHERE name = 'ledger_id'")
  const id = rows[0]?.value
  if (id === undefined) throw new Error('the ledger has no id, though it was just given one')
  return id
}
