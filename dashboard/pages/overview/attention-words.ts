import type { AttentionItem } from '../../api/attention.ts'
import type { Measure } from '../../api/catalogue.ts'
import { valueTitle } from '../../api/dimension-names.ts'
import { formatValue } from '../../numbers/value.ts'
import { formatDay } from '../../time/day.ts'

/** Where a sentence leads: a page, its parameters, and what its address says. */
export interface Lead {
  readonly to: string
  readonly params?: Readonly<Record<string, string>>
  readonly search?: Readonly<Record<string, unknown>>
}

/** What needs attention in words: the thing, which is the link, and what there is to say of it. */
export interface Sentence {
  readonly subject: string
  readonly rest: string
  readonly lead: Lead
  readonly tone: 'bad' | 'warn'
}

const week = { range: 'last_7_days' } as const
const count = (value: number | null) => formatValue(value, 'count', null)
const many = (value: number, one: string, several = `${one}s`) => `${count(value)} ${value === 1 ? one : several}`
const andMore = (all: number) => (all > 1 ? ` ${many(all - 1, 'more is', 'more are')} concerned.` : '')

/** Figures that other pages than the overview show. */
const pageOf: Readonly<Record<string, string>> = { dose_success_rate: '/devices' }

type Words = (item: AttentionItem, measure: Measure | undefined, zone: string) => Sentence

const ofLot = ({ name, count: lots }: AttentionItem): Lead =>
  lots === 1 && name !== null ? { to: '/lots/$lot', params: { lot: name } } : { to: '/lots' }

const fromTo = ({ previous, current, n }: AttentionItem, measure: Measure | undefined) => {
  const value = (it: number | null) => formatValue(it, measure?.unit ?? 'count', null)
  const moved = (current ?? 0) < (previous ?? 0) ? 'fell' : 'rose'
  return `${moved} from ${value(previous)} to ${value(current)}${n === null ? '' : ` (n = ${count(n)})`}.`
}

const stockText = ({ current, at }: AttentionItem) =>
  (current ?? 0) <= 0
    ? 'is out of stock.'
    : `is expected to be out of stock${at === null ? '' : ` on ${formatDay(at, 'UTC')}`}, before an order of today arrives: ${many(current ?? 0, 'unit')} on hand.`

const words: Readonly<Record<string, Words>> = {
  recalled: (item, _, zone) => ({
    subject: `Lot ${item.name}`,
    rest:
      `was recalled${item.at === null ? '' : ` on ${formatDay(item.at, zone)}`}: ${many(item.n ?? 0, 'active device')}` +
      `${item.current === null ? '' : `, ${many(item.current, 'unit')} on hand`}.${andMore(item.count)}`,
    ...{ lead: ofLot(item), tone: 'bad' },
  }),
  incident: (item, _, zone) => ({
    subject: `Report ${item.name}`,
    rest:
      `${(item.current ?? 0) >= 1 ? 'was due' : 'is due'}${item.at === null ? '' : ` on ${formatDay(item.at, zone)}`} and is not closed: ` +
      `${formatValue(item.current, 'ratio', null)} of the time to file it has elapsed.${andMore(item.count)}`,
    lead: item.name === null ? { to: '/lots' } : { to: '/reports/$reportId', params: { reportId: item.name } },
    tone: (item.current ?? 0) >= 0.8 ? 'bad' : 'warn',
  }),
  lot_signal: (item) => ({
    subject: `Lot ${item.name}`,
    rest:
      `has more adverse events than other lots${item.current === null ? '' : `: ${many(item.current, 'report')} on ${many(item.n ?? 0, 'active device')}`}.` +
      andMore(item.count),
    ...{ lead: ofLot(item), tone: 'bad' },
  }),
  gateway: (item, measure) => ({
    subject: valueTitle(item.name ?? '', 'gateway'),
    rest: `: ${measure?.title.toLowerCase() ?? 'the success rate'} ${fromTo(item, measure)}`,
    lead: { to: '/payments', search: { ...week, gateway: [item.name ?? ''], metric: item.metric ?? undefined } },
    tone: 'bad',
  }),
  alert: (item, measure) => ({
    subject: `Alert “${item.name}”`,
    rest: `is firing: ${measure?.title.toLowerCase() ?? item.metric} at ${formatValue(item.current, measure?.unit ?? 'count', null)}.`,
    ...{ lead: { to: '/explore', search: { ...week, metrics: [item.metric] } }, tone: 'bad' },
  }),
  stockout: (item) => ({
    subject: `${valueTitle(item.name ?? '', 'product_id')} in ${valueTitle(item.place ?? '', 'warehouse_id')}`,
    rest: `${stockText(item)}${andMore(item.count)}`,
    ...{ lead: { to: '/inventory', search: { panel: 'reorder_plan' } }, tone: 'warn' },
  }),
  figure: (item, measure) => ({
    subject: measure?.title ?? item.metric ?? '',
    rest: fromTo(item, measure),
    lead: { to: pageOf[item.metric ?? ''] ?? '/', search: { ...week, metric: item.metric ?? undefined } },
    tone: 'warn',
  }),
  dead_letters: (item) => ({
    subject: many(item.count, 'dead letter'),
    rest: `${item.count === 1 ? 'waits' : 'wait'} to be corrected and replayed.`,
    ...{ lead: { to: '/operations', search: { panel: 'dead_letters' } }, tone: 'warn' },
  }),
  rejections: (item) => ({
    subject: many(item.count, 'event'),
    rest: `${item.count === 1 ? 'was' : 'were'} rejected in the last 24 hours${item.name === null ? '' : `, most often for ${item.name.replaceAll('_', ' ')}`}.`,
    ...{ lead: { to: '/operations', search: { panel: 'rejected_events' } }, tone: 'warn' },
  }),
}

/** The sentence of an item; undefined of a kind that this page does not know. */
export const sentenceOf: (...given: Parameters<Words>) => Sentence | undefined = (item, measure, zone) =>
  words[item.kind]?.(item, measure, zone)

/** What was not checked. */
export const leftOutTitles: Readonly<Record<string, string>> = {
  lots: 'Lots were not checked: there are too many.',
  stock: 'Expected stockouts were not checked: there are too many products in warehouses.',
  figures: 'Figures are not compared yet: events do not reach back two weeks.',
}
