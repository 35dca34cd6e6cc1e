import { bestSeller, type DeviceType } from './products.ts'
import { day, hour, midnight, weekdayOf } from './time.ts'

/**
 * What happens to the business, by the day since it opened. The stories come back every 90 days, so that any 90 days
 * show each of them. README.md lists them in order.
 */
export const seasonDays = 90

/** First day (included) and last (not) of each story. */
export const storyDays = {
  lateCarrier: [8, 22],
  supplyStop: [13, 33],
  rushBatch: [31, 32],
  rushBatchOnly: [24, 46],
  gatewayDown: [61, 62],
  quarantine: [53, 54],
  cardTesting: [43, 45],
  recall: [55, 56],
  amends: [57, 67],
  badFirmware: [64, 74],
} as const

export const lateCarrier = 'northway'
export const failingGateway = 'stripe'
/** Where thieves try out stolen cards. */
export const testedGateway = 'adyen'

export type Story = keyof typeof storyDays

/** Day since the opening, with fractions. */
export const dayOf = (ms: number, opened: number) => (ms - opened) / day

export function tells(story: Story, dayNumber: number): boolean {
  const [first, end] = storyDays[story]
  const inSeason = dayNumber % seasonDays
  return inSeason >= first && inSeason < end
}

/** The next time that a story begins, in milliseconds: now or later. */
export function nextStart(story: Story, now: number, opened: number): number {
  const first = opened + storyDays[story][0] * day
  return first + Math.max(0, Math.ceil((now - first) / (seasonDays * day))) * seasonDays * day
}

export interface Firmware {
  readonly version: string
  /** The share of readings that it loses. */
  readonly drops: number
}

/** The firmware that is out on a day. Only glucose readers get the one that drops readings, and its mend. */
export function firmwareOn(type: DeviceType, dayNumber: number): Firmware {
  const season = Math.floor(Math.max(0, dayNumber) / seasonDays)
  const inSeason = dayNumber - season * seasonDays
  const [from, mended] = storyDays.badFirmware
  if (type !== 'glucose_patch')
    return { version: inSeason < 40 ? `1.${2 * season + 8}.0` : `1.${2 * season + 9}.0`, drops: 0 }
  if (inSeason >= mended) return { version: `2.${season + 5}.1`, drops: 0 }
  if (inSeason >= from) return { version: `2.${season + 5}.0`, drops: 0.45 }
  return { version: season === 0 ? '2.4.1' : `2.${season + 4}.1`, drops: 0 }
}

/** The promotion weekend: from Friday 16:00 UTC to the end of Sunday, the first one after day 75 of a season. */
export function promotionWeekend(now: number, opened: number): boolean {
  const season = Math.floor((now - opened) / (seasonDays * day))
  const after = midnight(opened + (season * seasonDays + 75) * day, 0)
  const friday = after + ((12 - weekdayOf(after, 0)) % 7) * day
  return now >= friday + 16 * hour && now < friday + 3 * day
}

/** No new stock of the best seller arrives. */
export const supplyStopped = (productId: string, dayNumber: number) =>
  productId === bestSeller && tells('supplyStop', dayNumber)
