import type { Params } from '../engine/engine.ts'
import { wholeSecond } from '../time/clickhouse-time.ts'
import type { Range } from '../time/range.ts'
import type { Money, Rate } from './money.ts'

/**
 * SQL that joins the exchange rate valid at `time` (an SQL expression) to each row, as the column `rate`. The
 * reporting currency is worth itself.
 */
export const ratesJoin = (time: string) => `ASOF LEFT JOIN (
    SELECT entry.1 AS rate_currency, entry.2 AS valid_from, toDecimal128(entry.3, 12) AS rate
    FROM (SELECT arrayJoin(arrayZip({rate_currencies:Array(String)},
      {rate_starts:Array(DateTime('UTC'))}, {rate_values:Array(String)})) AS entry)
  ) AS rates ON source.currency = rates.rate_currency AND toDateTime(source.${time}, 'UTC') >= rates.valid_from`

/** The values that `ratesJoin` needs. */
export function rateParams({ reportingCurrency, rates }: Money, range: Range): Params {
  const own = { currency: reportingCurrency, valid_from: '1970-01-01T00:00:00Z', rate: '1' }
  const all = [own, ...ratesWithin(rates, range).filter(({ currency }) => currency !== reportingCurrency)]
  return {
    rate_currencies: all.map(({ currency }) => currency),
    rate_starts: all.map(({ valid_from }) => wholeSecond(valid_from)),
    rate_values: all.map(({ rate }) => rate),
  }
}

/** The rates that are valid at some time of the range: a server takes no statement with years of daily rates. */
export function ratesWithin(rates: readonly Rate[], { from, to }: Range): Rate[] {
  const at = ({ valid_from }: Rate) => Date.parse(valid_from)
  const lastBefore = new Map<string, number>()
  for (const rate of rates) {
    const before = lastBefore.get(rate.currency) ?? Number.NEGATIVE_INFINITY
    if (at(rate) <= Date.parse(from)) lastBefore.set(rate.currency, Math.max(before, at(rate)))
  }
  return rates.filter((rate) => at(rate) < Date.parse(to) && at(rate) >= (lastBefore.get(rate.currency) ?? 0))
}
