import type { AnalystView } from './analyst-views.ts'

const preface = `# Tables for analysts

Written by \`pocm warehouse tables\` from \`src/warehouse/tables/analyst-views.ts\`; a test compares the two.

These views of ClickHouse have fixed names and columns, for SQL, notebooks and Grafana. Their figures are those of the API, which a test
compares for every measure that is one sum. They read the stored events and sums of this moment; filter a range of days
by \`day\`. Days are those of UTC. Protected values are masked in them or left out, as in the answers of the API.

\`\`\`sh
export CLICKHOUSE_URL=http://admin:password@localhost:8123/pocm   # a user who may make users, policies and quotas
pocm analyst create ana --tenant acme                             # prints the password
pocm analyst renew ana --tenant acme                              # after an upgrade: tables of sums may have new names
pocm analyst remove ana
\`\`\`

An analyst only reads, and by row policies only one tenant's rows, of the views and of the tables behind them; a statement ends after 30 s,
2 GB of memory or two billion rows, and an hour has 2 000 of them. Small cells are not suppressed here: give these users to people who
may see them. The embedded ClickHouse has no users; there, ask the API.

A rate is the division of two columns, as [measures.md](measures.md) says it: \`return_rate\` is \`returns / orders\`. Different values (users,
orders, devices) do not add up over rows; ask for them by the row that has them, or the API. In \`kpi_daily\` read \`currency = ''\` for counts
and a currency for amounts:

\`\`\`sql
SELECT day, orders, sessions FROM kpi_daily WHERE currency = '' AND day >= today() - 30 ORDER BY day;
SELECT day, gmv, refund_amount FROM kpi_daily WHERE currency = 'EUR' AND day >= today() - 30 ORDER BY day;
\`\`\``

/** The views as a Markdown document. */
export const analystDocument = (views: readonly AnalystView[]): string =>
  [preface, ...views.map(sectionOf), ''].join('\n\n')

const cell = (text: string) => text.replaceAll('|', '\\|')

function sectionOf({ name, row, columns }: AnalystView): string {
  const head = [`## ${name}`, `A row is: ${row}.`]
  if (name === 'events_raw')
    return [...head, `Columns: ${[...columns.keys()].map((it) => `\`${it}\``).join(', ')}.`].join('\n\n')
  const lines = [...columns].map(([column, says]) => `| \`${column}\` | ${cell(says)} |`)
  return [...head, ['| column | |', '|---|---|', ...lines].join('\n')].join('\n\n')
}
