import type { QueryContext } from '../../warehouse/ask.ts'
import { textOf, withMeta } from '../run-statements.ts'
import type { Surroundings, SurroundingsRequest } from './request.ts'
import { productSql, similarSql, soldSql } from './sql.ts'

/** Countries of the European Economic Area, ISO 3166-1 alpha-2. */
const eea = [
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IS', 'IT', 'LI', 'LT'],
  ...['LU', 'LV', 'MT', 'NL', 'NO', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK'],
]

type Region = Surroundings['market'][number]['region']

/**
 * Of which product an incident is, and by year and region how many reports are like it and how many units were sold.
 * Throws Failure: query_too_large, warehouse_unavailable.
 */
export function answerSurroundings(request: SurroundingsRequest, context: QueryContext): Promise<Surroundings> {
  const codes = request.imdrf_codes.filter((code) => code.toUpperCase().startsWith('A'))
  const isByCodes = codes.length > 0
  return withMeta<Omit<Surroundings, 'meta'>>(context, false, async (read) => {
    const similar_by = isByCodes ? 'imdrf_codes' : 'severity'
    const [made] = request.lot === null ? [] : await read(productSql, { lot: request.lot })
    const product_id = textOf(made?.[0] ?? null)
    if (product_id === null) return { product_id, similar_by, market: [] }
    const { report_id, severity } = request
    const similar = await read(similarSql(isByCodes), {
      ...{ eea, product: product_id, report_id },
      ...(isByCodes ? { codes } : { severity: severity ?? '' }),
    })
    const sold = await read(soldSql, { eea, product: product_id })
    return { product_id, similar_by, market: joined(similar, sold) }
  })
}

/** Rows of (year, region, number) from two statements, side by side. */
function joined(
  similar: readonly (readonly unknown[])[],
  sold: readonly (readonly unknown[])[],
): Surroundings['market'] {
  const nameOf = ([year, region]: readonly unknown[]) => `${year} ${region}`
  const incidents = new Map(similar.map((row) => [nameOf(row), Number(row[2])]))
  const units = new Map(sold.map((row) => [nameOf(row), Number(row[2])]))
  const cells = new Map([...similar, ...sold].map((row) => [nameOf(row), row]))
  return [...cells]
    .map(([name, [year, region]]) => ({
      ...{ year: Number(year), region: String(region) as Region },
      ...{ incidents: incidents.get(name) ?? 0, units_sold: units.get(name) ?? 0 },
    }))
    .sort((a, b) => b.year - a.year || (a.region < b.region ? -1 : 1))
}
