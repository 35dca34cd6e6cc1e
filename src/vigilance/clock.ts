/** Why a report has to be filed within so many days. */
export type IncidentClass = 'public_health_threat' | 'death_or_unanticipated_deterioration' | 'other_serious'

/** A time limit that an authority sets, from the manufacturer's awareness on. */
export interface Deadline {
  readonly authority: 'EU' | 'FDA'
  readonly days: number
  readonly counts: 'calendar_days' | 'work_days'
  /** RFC 3339 */
  readonly due_at: string
  /** How much of the time has gone: 0 at awareness, 1 when the report is due, more when it is late. */
  readonly elapsed: number
}

const dayMs = 86_400_000
const startsWith = (codes: readonly string[], ...chapters: string[]) =>
  codes.some((code) => chapters.some((chapter) => code.toUpperCase().startsWith(chapter)))

/**
 * The class of an incident, by its severity and by IMDRF codes of annex F (health impact): a serious public health threat
 * (F20), a death or an unanticipated serious deterioration (F02, F21), else what is serious or was marked as reportable.
 * @returns undefined where it has not to be filed
 */
export function classOf(
  severity: string | null,
  codes: readonly string[],
  reportable: boolean | null,
): IncidentClass | undefined {
  if (reportable === false) return undefined
  if (startsWith(codes, 'F20')) return 'public_health_threat'
  if (severity === 'death' || startsWith(codes, 'F02', 'F21')) return 'death_or_unanticipated_deterioration'
  return severity === 'severe' || severity === 'life_threatening' || reportable === true ? 'other_serious' : undefined
}

const limits = {
  public_health_threat: { EU: [2, 'calendar_days'], FDA: [5, 'work_days'] },
  death_or_unanticipated_deterioration: { EU: [10, 'calendar_days'], FDA: [30, 'calendar_days'] },
  other_serious: { EU: [15, 'calendar_days'], FDA: [30, 'calendar_days'] },
} as const

/** The same time of day so many work days later, Monday to Friday (UTC); holidays are not known here. */
function afterWorkDays(startMs: number, days: number): number {
  let at = startMs
  for (let left = days; left > 0; ) {
    at += dayMs
    const weekday = new Date(at).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return at
}

/**
 * When an incident has to be filed: Regulation (EU) 2017/745, article 87 (3) to (5), and 21 CFR 803.50 and 803.53.
 * @param awareMs when the manufacturer became aware, milliseconds since 1970
 */
export function deadlinesOf(incident: IncidentClass, awareMs: number, nowMs: number): Deadline[] {
  return (['EU', 'FDA'] as const).map((authority) => {
    const [days, counts] = limits[incident][authority]
    const dueMs = counts === 'work_days' ? afterWorkDays(awareMs, days) : awareMs + days * dayMs
    const elapsed = Math.round(((nowMs - awareMs) / (dueMs - awareMs)) * 1_000) / 1_000
    return { authority, days, counts, due_at: new Date(dueMs).toISOString(), elapsed }
  })
}

export type ClockState = 'not_reportable' | 'closed' | 'running' | 'half' | 'due_soon' | 'overdue'

/** How urgent it is, by the deadline that comes first: from half of its time on, from 80 %, and when it has passed. */
export function stateOf(deadlines: readonly Deadline[], isClosed: boolean): ClockState {
  if (isClosed) return 'closed'
  const elapsed = Math.max(...deadlines.map((it) => it.elapsed))
  if (deadlines.length === 0) return 'not_reportable'
  if (elapsed >= 1) return 'overdue'
  if (elapsed >= 0.8) return 'due_soon'
  return elapsed >= 0.5 ? 'half' : 'running'
}
