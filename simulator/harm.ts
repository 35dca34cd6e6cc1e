import type { Device, Patch } from './owned.ts'
import type { Process } from './schedule.ts'
import { day, hour } from './time.ts'
import type { World } from './world.ts'

type Severity = 'malfunction' | 'mild' | 'moderate' | 'severe' | 'life_threatening'

const usual: readonly (readonly [Severity, number])[] = [
  ['malfunction', 46],
  ['mild', 34],
  ['moderate', 14],
  ['severe', 4],
  ['life_threatening', 2],
]

/** What the bad lot does: its adhesive harms the skin. */
const badAdhesive: readonly (readonly [Severity, number])[] = [
  ['malfunction', 8],
  ['mild', 40],
  ['moderate', 40],
  ['severe', 12],
]

const terms: Readonly<Record<Severity, readonly (readonly [term: string, narrative: string])[]>> = {
  malfunction: [
    ['no reading', 'The reader showed no value for half a day.'],
    ['leak at the channel', 'Fluid was seen at the edge of the patch.'],
  ],
  mild: [['skin irritation', 'Redness under the patch for two days.']],
  moderate: [
    ['contact dermatitis', 'Itching blisters where the adhesive was; a cream was prescribed.'],
    ['hypoglycaemia', 'Felt faint in the morning; the patch had read higher than the meter.'],
  ],
  severe: [['infection at the site', 'The site was hot and swollen; antibiotics were needed.']],
  life_threatening: [['severe hypoglycaemia', 'Found confused by a relative; an ambulance was called.']],
}

/** The share of patches after which something is reported. */
export const harmShare = (faulty: boolean) => (faulty ? 0.5 : 0.03)

/** A report of harm or malfunction after a patch, from the call to the end of the inquiry. */
export function* report(world: World, device: Device, { lot, order_id }: Patch, faulty: boolean): Process {
  const { random } = world
  yield random.between(0.4, faulty ? 5 : 9) * day
  const { owner } = device
  const bought = order_id === undefined ? {} : { order_id }
  const about = { user_id: owner.id, device_id: device.id, context: owner.context, ...bought }
  const severity = random.weighted(faulty ? badAdhesive : usual)
  const [term, narrative] = random.pick(terms[severity])
  const data = { report_id: world.id('report'), severity, lot, term, device_type: device.type }
  world.tell('adverse_event', 'reported', about, { ...data, narrative })
  yield random.between(8, 80) * hour
  if (random.chance(0.7)) world.tell('adverse_event', 'updated', about, data)
  yield random.between(4, 20) * day
  world.tell('adverse_event', 'closed', about, data)
}
