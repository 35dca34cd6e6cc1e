import { type Fact, Facts } from '../../charts/facts.tsx'
import { formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import { askLot } from './asked.ts'
import type { OneLot } from './one-lot.ts'

const text = (value: number | null) => formatValue(value, 'count', null)

/** The mass balance in the order in which units move; what does not add up is marked. */
export function balanceFacts({
  balance,
  produced,
  rejected,
}: Pick<OneLot, 'balance' | 'produced' | 'rejected'>): Fact[] {
  const { received, adjusted, sold, shrunk, on_hand, returned, unaccounted, received_beyond_made } = balance
  return [
    { title: 'Produced', value: text(produced) },
    { title: 'Rejected', value: text(rejected) },
    {
      title: 'Received',
      value: text(received),
      ...(received_beyond_made
        ? { beside: `${text(received_beyond_made)} more than were made`, tone: 'bad' as const }
        : {}),
    },
    { title: 'Adjusted', value: text(adjusted) },
    { title: 'Shipped', value: text(sold) },
    { title: 'Shrunk', value: text(shrunk) },
    { title: 'On hand', value: text(on_hand) },
    { title: 'Returned', value: text(returned) },
    { title: 'Unaccounted', value: text(unaccounted), ...(unaccounted ? { tone: 'bad' as const } : {}) },
  ]
}

/** Whether the units of a lot add up. */
export const lotBalance = (lot: string) =>
  definePanel<OneLot>({
    id: 'lot_balance',
    title: 'Mass balance',
    question: 'Units produced, received, shipped, on hand and unaccounted for',
    formula:
      'Unaccounted = received + adjusted − shipped − shrunk − on hand, over the whole life of the lot, in units.',
    width: 12,
    cutBy: ['lot'],
    ask: (view) => [askLot(lot, view, 'life')],
    show: ([answer]) => {
      const facts = balanceFacts(answer)
      return {
        table: {
          columns: [
            { id: 'fact', title: 'Units', unit: 'text' },
            { id: 'value', title: 'Value', unit: 'text' },
            { id: 'beside', title: 'Note', unit: 'text' },
          ],
          rows: facts.map(({ title, value, beside }) => [title, value, beside ?? null]),
          currency: null,
        },
        chart: <Facts facts={facts} />,
      }
    },
  })
