/** A region where customers live, with all that follows from living there. */
export interface Place {
  readonly country: string
  readonly region: string
  readonly cities: readonly (readonly [string, number])[]
  /** Standard time; the simulator keeps no summer time. */
  readonly offset: number
  /** Its share of the visits. */
  readonly weight: number
  readonly warehouse: string
  /** Days on the road: usually the first, sometimes the second. */
  readonly transitDays: readonly [number, number]
  readonly currency: string
  /** What one euro costs in its currency, where orders are not all in EUR. */
  readonly rate: number
  readonly gateways: readonly (readonly [string, number])[]
}

const europeanGateways = [
  ['stripe', 44],
  ['adyen', 38],
  ['paypal', 18],
] as const
const americanGateways = [
  ['stripe', 66],
  ['paypal', 34],
] as const

const euro = { currency: 'EUR', rate: 1, gateways: europeanGateways }
const spain = { country: 'ES', offset: 60, warehouse: 'madrid', transitDays: [1, 2], ...euro } as const
const america = {
  country: 'US',
  currency: 'USD',
  rate: 1.09,
  gateways: americanGateways,
  warehouse: 'memphis',
} as const
const emirates = {
  country: 'AE',
  offset: 240,
  currency: 'AED',
  rate: 4,
  warehouse: 'dubai',
  transitDays: [1, 2],
  gateways: [
    ['checkout_com', 64],
    ['stripe', 36],
  ],
} as const
const india = {
  country: 'IN',
  offset: 330,
  currency: 'INR',
  rate: 95,
  warehouse: 'dubai',
  transitDays: [3, 5],
  gateways: [
    ['razorpay', 80],
    ['stripe', 20],
  ],
} as const

export const places: readonly Place[] = [
  {
    ...spain,
    region: 'Madrid',
    cities: [
      ['Madrid', 8],
      ['Alcalá de Henares', 1],
      ['Getafe', 1],
    ],
    weight: 14,
  },
  {
    ...spain,
    region: 'Catalonia',
    cities: [
      ['Barcelona', 8],
      ['Girona', 1],
    ],
    weight: 10,
  },
  {
    ...euro,
    country: 'FR',
    region: 'Île-de-France',
    cities: [
      ['Paris', 8],
      ['Versailles', 1],
    ],
    offset: 60,
    weight: 11,
    warehouse: 'madrid',
    transitDays: [2, 3],
  },
  {
    ...euro,
    country: 'IT',
    region: 'Lombardy',
    cities: [
      ['Milan', 7],
      ['Bergamo', 2],
    ],
    offset: 60,
    weight: 8,
    warehouse: 'madrid',
    transitDays: [2, 4],
  },
  {
    ...euro,
    country: 'DE',
    region: 'Bavaria',
    cities: [
      ['München', 7],
      ['Nürnberg', 3],
    ],
    offset: 60,
    weight: 12,
    warehouse: 'rotterdam',
    transitDays: [2, 3],
  },
  {
    ...euro,
    country: 'NL',
    region: 'North Holland',
    cities: [
      ['Amsterdam', 6],
      ['Haarlem', 2],
    ],
    offset: 60,
    weight: 7,
    warehouse: 'rotterdam',
    transitDays: [1, 2],
  },
  {
    country: 'GB',
    region: 'Greater London',
    cities: [['London', 1]],
    offset: 0,
    weight: 10,
    warehouse: 'rotterdam',
    transitDays: [2, 4],
    currency: 'GBP',
    rate: 0.86,
    gateways: europeanGateways,
  },
  {
    country: 'SE',
    region: 'Stockholm',
    cities: [
      ['Stockholm', 7],
      ['Södertälje', 1],
    ],
    offset: 60,
    weight: 5,
    warehouse: 'rotterdam',
    transitDays: [2, 4],
    currency: 'SEK',
    rate: 11.3,
    gateways: europeanGateways,
  },
  {
    ...america,
    region: 'California',
    cities: [
      ['Los Angeles', 5],
      ['San Diego', 2],
    ],
    offset: -480,
    weight: 7,
    transitDays: [2, 4],
  },
  {
    ...america,
    region: 'New York',
    cities: [
      ['New York', 6],
      ['Buffalo', 1],
    ],
    offset: -300,
    weight: 6,
    transitDays: [1, 3],
  },
  { ...emirates, region: 'Dubai', cities: [['Dubai', 1]], weight: 4 },
  { ...emirates, region: 'Abu Dhabi', cities: [['Abu Dhabi', 1]], weight: 2 },
  {
    ...india,
    region: 'Maharashtra',
    cities: [
      ['Mumbai', 6],
      ['Pune', 3],
    ],
    weight: 4,
  },
  { ...india, region: 'Karnataka', cities: [['Bengaluru', 1]], weight: 3 },
]

export const warehouses = ['madrid', 'rotterdam', 'memphis', 'dubai'] as const

/** The clock on a warehouse's wall: minutes ahead of UTC. */
export const clocks: Readonly<Record<string, number>> = { madrid: 60, rotterdam: 60, memphis: -360, dubai: 240 }

/** Who carries the parcels of a warehouse, and how many of them. */
export const carriers: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  madrid: [
    ['northway', 55],
    ['blueparcel', 45],
  ],
  rotterdam: [
    ['northway', 45],
    ['cargolink', 55],
  ],
  memphis: [
    ['blueparcel', 60],
    ['interstate', 40],
  ],
  dubai: [
    ['cargolink', 60],
    ['sandpost', 40],
  ],
}

/** The share of parcels not accepted at the first attempt. */
export const missedShares: Readonly<Record<string, number>> = { ES: 0.06, US: 0.1, AE: 0.13, IN: 0.2 }

/** Carriers that promise a day; the others promise an hour of it. */
export const promisesDays: ReadonlySet<string> = new Set(['northway', 'blueparcel', 'sandpost'])

/** Ways to pay, by gateway. */
export const methods: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  stripe: [
    ['card', 70],
    ['apple_pay', 20],
    ['google_pay', 10],
  ],
  adyen: [
    ['card', 60],
    ['klarna', 22],
    ['sepa_debit', 18],
  ],
  paypal: [['paypal', 100]],
  checkout_com: [
    ['card', 75],
    ['apple_pay', 25],
  ],
  razorpay: [
    ['upi', 62],
    ['card', 38],
  ],
}
