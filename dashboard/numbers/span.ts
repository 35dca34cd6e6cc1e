import { noValue } from './value.ts'

const units = [
  { seconds: 86_400, name: 'd' },
  { seconds: 3_600, name: 'h' },
  { seconds: 60, name: 'min' },
] as const

/** How long something took, in the unit in which it is said: "43 s", "2.5 min", "3 h", "12.4 d". */
export function formatSpan(seconds: number | null): string {
  if (seconds === null) return noValue
  const unit = units.find((it) => seconds >= it.seconds) ?? { seconds: 1, name: 's' }
  const amount = seconds / unit.seconds
  return `${new Intl.NumberFormat('en', { maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount)} ${unit.name}`
}
