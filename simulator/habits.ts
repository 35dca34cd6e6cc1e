/** What people of a channel do in the shop before they decide. */
export interface Habits {
  /** The share of visits that begin on a product's page, because they come from the list of another site. */
  readonly landsOnProduct: number
  readonly logsIn: number
  readonly searches: number
  /** How many pages they open after the first, on average. */
  readonly looksOn: number
  /** The share that sees recommendations before anything else. */
  readonly beginsAtHome: number
  readonly wishes: number
  readonly signsUp: number
}

const web: Habits = {
  landsOnProduct: 0.15,
  logsIn: 0.5,
  searches: 0.58,
  looksOn: 1,
  beginsAtHome: 0.05,
  wishes: 0.03,
  signsUp: 0.03,
}

const byChannel: Readonly<Record<string, Habits>> = {
  web,
  mobile_app: {
    ...web,
    landsOnProduct: 0.02,
    logsIn: 0.92,
    searches: 0.34,
    looksOn: 1.3,
    beginsAtHome: 0.4,
    wishes: 0.08,
  },
  marketplace: { ...web, landsOnProduct: 0.85, logsIn: 0.2, searches: 0.16, looksOn: 0.6, wishes: 0.01 },
  clinic: { ...web, landsOnProduct: 0.3, logsIn: 0.85, searches: 0.75, looksOn: 0.4, beginsAtHome: 0, signsUp: 0.1 },
}

/** The habits of a channel; by default those of the web. */
export const habitsOf = (channel: string | undefined): Habits => byChannel[channel ?? 'web'] ?? web
