import { BarList } from '../../charts/bar-list.tsx'
import { formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import type { StockAnswer } from './answer.ts'
import { askStock, partNote, stockCutBy } from './asked.ts'
import { placesOf, shortestCover } from './places.ts'

/** Less than a week is hardly time enough to order; less than two is time to. */
const toneOf = (days: number) => (days < 7 ? 'bad' : days < 14 ? 'warn' : undefined)

/** Lowest days of cover. */
export const cover = definePanel<StockAnswer>({
  id: 'cover',
  title: 'Lowest days of cover',
  question: 'Days until the stock of a product is sold: red below 7, amber below 14.',
  formula:
    'Units on hand of a product in all warehouses at the end of the range / its units sold per day in the range.',
  cutBy: stockCutBy,
  ask: (view) => [askStock(view)],
  show: ([answer], { pick, large }) => {
    const places = shortestCover(placesOf(answer.positions))
    if (places.length === 0) return { table: null, reason: 'No product in stock was sold in this range.' }
    const shown = places.slice(0, large ? 80 : 8)
    const onPick = pick('product_id')
    return {
      table: {
        columns: [
          { id: 'product_id', title: 'Product', unit: 'text' },
          { id: 'days_of_cover', title: 'Cover', unit: 'days' },
          { id: 'on_hand', title: 'On hand', unit: 'count' },
          { id: 'units_sold_per_day', title: 'Sold per day', unit: 'count' },
        ],
        rows: places.map((it) => [...[it.product_id, it.days_of_cover], ...[it.on_hand, it.units_sold_per_day]]),
        currency: null,
      },
      ...(places.length > shown.length ? { note: `${shown.length} of ${places.length}, the shortest first.` } : {}),
      ...partNote(answer),
      chart: (
        <BarList
          title="Lowest days of cover"
          besideTitle="On hand"
          bars={shown.map(({ product_id, days_of_cover, on_hand }) => {
            const days = days_of_cover ?? 0
            const tone = toneOf(days)
            return {
              key: product_id,
              title: product_id,
              value: days,
              text: formatValue(days, 'days', null),
              full: formatValue(days, 'days', null),
              beside: formatValue(on_hand, 'count', null),
              ...(tone ? { tone } : {}),
              ...(onPick ? { onPick: () => onPick(product_id) } : {}),
            }
          })}
        />
      ),
    }
  },
})
