import type { NotableEvent } from '../insights/notable-events.ts'
import type { Annotation } from './annotations.ts'

/** What a turning point says on a chart. */
export function annotationOf(point: NotableEvent): Annotation {
  const { id, at, kind } = point
  return { id, at, until: null, kind, by_itself: true, author: null, ...wordsFor[kind](point) }
}

type Words = Pick<Annotation, 'title' | 'text' | 'link'>

const linkTo = (path: string, query: Record<string, string>) => `${path}?${new URLSearchParams(query)}`

const wordsFor: Readonly<Record<NotableEvent['kind'], (point: NotableEvent) => Words>> = {
  recall: ({ action, lot, product_id, reason }) => ({
    title: `Lot ${lot} ${action}`,
    text: [product_id, reason].filter(Boolean).join(': '),
    link: linkTo('/lots', { lot }),
  }),
  firmware: ({ firmware }) => ({
    title: `Firmware ${firmware}`,
    text: 'The first device was updated to it.',
    link: linkTo('/devices', { firmware }),
  }),
  stockout: ({ product_id, warehouse_id, lot }) => ({
    title: `${product_id} out of stock in ${warehouse_id}`,
    text: lot === '' ? 'Nothing was left on hand.' : `Nothing of lot ${lot} was left on hand.`,
    link: linkTo('/inventory', { product_id, warehouse_id }),
  }),
}
