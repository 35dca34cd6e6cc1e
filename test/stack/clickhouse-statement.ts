import { Session } from 'chdb'

/** What one HTTP request asks for. */
export interface Statement {
  /** With the rows of an insert behind it. */
  readonly sql: string
  /** Of the answer, where the statement names none. */
  readonly format: string
  readonly database: string
  /** Names and values as they stand in the URL; `param_x` is the value of a slot `{x:Type}`. */
  readonly settings: readonly (readonly [name: string, value: string])[]
}

export interface StatementAnswer {
  readonly bytes: Uint8Array
  readonly rowsRead: number
  readonly bytesRead: number
}

/**
 * Opens chDB on a folder. Statements run one at a time, each in a session of its own, so that what it sets, and what it
 * had written before it failed (engine.ts), ends with it. They throw chDB's error with ClickHouse's code and message.
 */
export function openStatements(folder: string): (statement: Statement) => Promise<StatementAnswer> {
  // While this one lives the engine stays loaded.
  const first = new Session(folder)
  let turn: Promise<unknown> = first.queryAsync('SELECT 1')
  return (statement) => {
    const ran = turn.then(() => run(folder, statement))
    turn = ran.catch(() => {})
    return ran
  }
}

async function run(folder: string, { sql, format, database, settings }: Statement): Promise<StatementAnswer> {
  const session = new Session(folder)
  try {
    await session.queryAsync(`USE ${quoteName(database)}`)
    // A value of a parameter may be as long as a URL; here it is part of a statement.
    await session.queryAsync('SET max_query_size = 16777216')
    for (const [name, value] of settings) await session.queryAsync(`SET ${quoteName(name)} = ${quote(value)}`)
    const result = await session.queryAsync(sql, { format })
    return { bytes: result.bytes(), rowsRead: result.rowsRead, bytesRead: result.bytesRead }
  } finally {
    session.close()
  }
}

const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const quoteName = (name: string) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
