import { type Place, places } from './places.ts'
import { promotionWeekend } from './stories.ts'
import { day, hourOf, weekdayOf } from './time.ts'

/** Share of a day's visits in each local hour, about 1 on average: asleep at four, lunch, and the sofa at nine. */
const hours = [
  0.35, 0.2, 0.12, 0.08, 0.08, 0.15, 0.4, 0.75, 1.05, 1.2, 1.25, 1.25, 1.35, 1.4, 1.2, 1.1, 1.1, 1.2, 1.4, 1.65, 1.95,
  2.05, 1.5, 0.75,
]

const hoursOfAll = hours.reduce((sum, share) => sum + share)
const weightOfAll = places.reduce((sum, { weight }) => sum + weight, 0)

/** From Sunday on: Monday and Tuesday are busy, Saturday is quiet. */
const weekdays = [1.02, 1.14, 1.1, 1.04, 1, 0.9, 0.8]

/** One at the opening, 2 after 90 days, never more than 3. */
export const growth = (dayNumber: number) => 3 - 2 * Math.exp(-Math.max(0, dayNumber) / 130)

/** People train in summer and not at Christmas: 1.35 of the usual interest in July, 0.65 in January. */
export function timeOfYear(brand: string, now: number): number {
  if (brand !== 'Lumen Sport') return 1
  const turn = (now - Date.UTC(2026, 0, 15)) / (365.25 * day)
  return 1 - 0.35 * Math.cos(2 * Math.PI * turn)
}

/** Visits expected in the hour that begins now at a place, at scale 1. */
export function visitsPerHour(place: Place, now: number, opened: number): number {
  const local = hours[Math.floor(hourOf(now, place.offset))] ?? 0
  const week = weekdays[weekdayOf(now, place.offset)] ?? 1
  const promotion = promotionWeekend(now, opened) ? 1.7 : 1
  return (
    visitsPerDayAtOpening *
    growth((now - opened) / day) *
    week *
    promotion *
    (place.weight / weightOfAll) *
    (local / hoursOfAll)
  )
}

export const visitsPerDayAtOpening = 146
