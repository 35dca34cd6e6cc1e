export type DeviceType = 'glucose_patch' | 'dosing_patch' | 'sweat_patch'

export interface Product {
  readonly product_id: string
  readonly category: string
  readonly brand: string
  /** Euro, before any currency of the place. */
  readonly price: number
  readonly unitCost: number
  /** How much of the interest falls on it. */
  readonly weight: number
  /** What the lots begin with. */
  readonly code: string
  /** A patch: the devices that wear it, and for how long. */
  readonly worn?: { readonly by: DeviceType; readonly days: number }
  /** A device: its type, and the model that is registered. */
  readonly device?: { readonly type: DeviceType; readonly model: string }
  /** It comes, or goes, on this day of the first season. */
  readonly publishedOnDay?: number
  readonly retiredOnDay?: number
}

export const bestSeller = 'patch-g14'
/** Far too much of it was bought before the opening. */
export const slowSeller = 'dock-c1'

export const products: readonly Product[] = [
  {
    product_id: bestSeller,
    category: 'patches',
    brand: 'Rivulet',
    price: 49.9,
    unitCost: 16.8,
    weight: 30,
    code: 'G14',
    worn: { by: 'glucose_patch', days: 14 },
  },
  {
    product_id: 'patch-g10',
    category: 'patches',
    brand: 'Meniscus',
    price: 36.5,
    unitCost: 13.2,
    weight: 9,
    code: 'G10',
    worn: { by: 'glucose_patch', days: 10 },
  },
  {
    product_id: 'patch-d7',
    category: 'patches',
    brand: 'Rivulet',
    price: 58,
    unitCost: 21.5,
    weight: 8,
    code: 'D07',
    worn: { by: 'dosing_patch', days: 7 },
  },
  {
    product_id: 'patch-s5',
    category: 'patches',
    brand: 'Lumen Sport',
    price: 24.9,
    unitCost: 8.1,
    weight: 9,
    code: 'S05',
    worn: { by: 'sweat_patch', days: 5 },
  },
  {
    product_id: 'patch-l7',
    category: 'patches',
    brand: 'Lumen Sport',
    price: 32.5,
    unitCost: 11.1,
    weight: 5,
    code: 'L07',
    worn: { by: 'sweat_patch', days: 7 },
  },
  {
    product_id: 'reader-g2',
    category: 'readers',
    brand: 'Rivulet',
    price: 129,
    unitCost: 58,
    weight: 12,
    code: 'RG2',
    device: { type: 'glucose_patch', model: 'G2' },
  },
  {
    product_id: 'pump-d1',
    category: 'pumps',
    brand: 'Meniscus',
    price: 249,
    unitCost: 118,
    weight: 5,
    code: 'PD1',
    device: { type: 'dosing_patch', model: 'D1' },
  },
  {
    product_id: 'band-s1',
    category: 'bands',
    brand: 'Lumen Sport',
    price: 99,
    unitCost: 41,
    weight: 6,
    code: 'BS1',
    device: { type: 'sweat_patch', model: 'S1' },
  },
  {
    product_id: 'band-s2',
    category: 'bands',
    brand: 'Lumen Sport',
    price: 119,
    unitCost: 47,
    weight: 5,
    code: 'BS2',
    device: { type: 'sweat_patch', model: 'S2' },
    publishedOnDay: 18,
  },
  {
    product_id: 'ring-a1',
    category: 'accessories',
    brand: 'POCM',
    price: 9.9,
    unitCost: 2.1,
    weight: 9,
    code: 'RA1',
  },
  {
    product_id: 'dock-c1',
    category: 'accessories',
    brand: 'POCM',
    price: 29,
    unitCost: 11.5,
    weight: 4,
    code: 'DC1',
  },
  {
    product_id: 'case-t1',
    category: 'accessories',
    brand: 'POCM',
    price: 19.9,
    unitCost: 5.2,
    weight: 3,
    code: 'CT1',
    retiredOnDay: 72,
  },
]

const byId = new Map(products.map((product) => [product.product_id, product]))

export function product(id: string): Product {
  const found = byId.get(id)
  if (found === undefined) throw new Error(`there is no product ${id}`)
  return found
}

/** What a subscription sends every 28 days. */
export interface Plan {
  readonly plan: string
  readonly product: Product
  readonly quantity: number
}

export const plans: Readonly<Record<DeviceType, Plan>> = {
  glucose_patch: { plan: 'glucose-monthly', product: product(bestSeller), quantity: 2 },
  dosing_patch: { plan: 'dosing-monthly', product: product('patch-d7'), quantity: 4 },
  sweat_patch: { plan: 'sport-monthly', product: product('patch-s5'), quantity: 5 },
}

/** What people search for: words, and what they find; nothing where POCM sells no such thing. */
export const searches: readonly (readonly [query: string, category: string, weight: number])[] = [
  ['glucose patch', 'patches', 30],
  ['14 day patch', 'patches', 12],
  ['insulin patch', 'patches', 10],
  ['sweat sensor', 'patches', 9],
  ['cgm', 'patches', 7],
  ['glucose sensor without needle', 'patches', 5],
  ['patch for sensitive skin', 'patches', 4],
  ['lactate', 'patches', 4],
  ['10 day patch', 'patches', 4],
  ['waterproof patch', 'patches', 3],
  ['patch g14', 'patches', 3],
  ['hydration', 'patches', 2],
  ['glucose pach', 'patches', 2],
  ['reader', 'readers', 9],
  ['glucose reader', 'readers', 6],
  ['reader g2', 'readers', 3],
  ['patch pump', 'pumps', 6],
  ['insulin pump', 'pumps', 4],
  ['basal rate', 'pumps', 1],
  ['running band', 'bands', 6],
  ['sport band', 'bands', 3],
  ['band s2', 'bands', 2],
  ['heart rate', 'bands', 1.5],
  ['adhesive', 'accessories', 7],
  ['charger', 'accessories', 3],
  ['adhesive ring', 'accessories', 2.5],
  ['travel case', 'accessories', 2],
  ['dock', 'accessories', 1.5],
  ['insulin pen', '', 0.9],
  ['test strips', '', 0.7],
  ['ketone meter', '', 0.5],
  ['lancets', '', 0.4],
  ['nicotine patch', '', 0.4],
  ['smart watch', '', 0.3],
  ['gift card', '', 0.2],
]
