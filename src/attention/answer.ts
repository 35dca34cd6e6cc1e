import { type Static, Type } from 'typebox'

/** What may need attention, the most urgent kind first. */
export const kinds = [
  ...['recalled', 'incident', 'lot_signal', 'gateway', 'alert', 'stockout', 'figure', 'dead_letters', 'rejections'],
] as const
/** Parts that need more than figures of the whole; one that would take too much is left out, and said to be. */
export const parts = ['lots', 'stock', 'figures'] as const

const Maybe = (description: string) => Type.Union([Type.Number(), Type.Null()], { description })
const MaybeText = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

const Item = Type.Object(
  {
    kind: Type.String({ enum: [...kinds] }),
    name: MaybeText('The lot, report, gateway, alert, product or reason of rejection, the first of `count`'),
    place: MaybeText('The warehouse of a stockout'),
    metric: MaybeText('The measure of a figure, gateway or alert'),
    count: Type.Integer({ description: 'How many there are of them: lots, products in warehouses, letters, events' }),
    previous: Maybe('The value over the days before'),
    current: Maybe(
      'The value over these days; of an alert the last one, of a lot its reports, of stock the units on hand, of a report the share of its time that has gone',
    ),
    n: Maybe('What it rests on: observations, or active devices of a lot'),
    at: MaybeText('When a lot was recalled, when a report is due, or the day on which nothing is left'),
  },
  { title: 'AttentionItem' },
)
export type AttentionItem = Static<typeof Item>

export const AttentionSchema = Type.Object({
  items: Type.Array(Item, { maxItems: 6, description: 'The most urgent first; none where nothing needs attention' }),
  left_out: Type.Array(Type.String({ enum: [...parts] }), {
    description: 'What could not be checked: it would take too much, or has no past to compare with',
  }),
  meta: Type.Object({
    from: Type.String({ description: 'Figures are of seven days up to now, against the seven before' }),
    to: Type.String(),
    elapsed_ms: Type.Number(),
  }),
})
export type Attention = Static<typeof AttentionSchema>

/** An item of one thing without more to say of it. */
export const itemOf = (item: Partial<AttentionItem> & Pick<AttentionItem, 'kind'>): AttentionItem => ({
  ...{ name: null, place: null, metric: null, count: 1, previous: null, current: null, n: null, at: null },
  ...item,
})
