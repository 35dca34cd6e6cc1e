import { type Metric, reading, units } from './body.ts'
import type { About } from './event.ts'
import { harmShare, report } from './harm.ts'
import { isFaulty, isRecalled } from './lots.ts'
import type { Device } from './owned.ts'
import { type DeviceType, plans, product } from './products.ts'
import type { Process } from './schedule.ts'
import { type Firmware, firmwareOn } from './stories.ts'
import { day, hour, midnight, minute } from './time.ts'
import type { World } from './world.ts'

/** How often each thing is read on a day of wear. */
const plan: Readonly<Record<DeviceType, readonly Metric[]>> = {
  glucose_patch: ['glucose', 'glucose', 'glucose', 'glucose', 'glucose', 'glucose'],
  dosing_patch: ['flow', 'temperature', 'flow', 'flow'],
  sweat_patch: ['temperature', 'temperature', 'flow', 'temperature'],
}

/** A device in use, and the patch that it wears now. */
interface Wearing {
  readonly device: Device
  readonly about: About
  until: number
  dryDays: number
}

/** The life of a device: registered, activated, a patch after the other, and one day put away. */
export function* wear(world: World, device: Device): Process {
  const { random } = world
  const { owner } = device
  const about = { user_id: owner.id, device_id: device.id, context: owner.context, offset: owner.place.offset }
  const it: Wearing = { device, about, until: 0, dryDays: 0 }
  const bought = device.order_id === undefined ? about : { ...about, order_id: device.order_id }
  world.tell('device', 'registered', bought, described(device))
  yield random.between(0.2, 30) * hour
  if (random.chance(0.05)) return
  device.active = true
  world.tell('device', 'activated', bought, described(device))
  while (device.active) {
    yield* oneDay(world, it)
    if (random.chance(0.0045) || owner.gone) device.active = false
  }
  if (device.worn !== undefined) takeOff(world, it, 'removed')
  world.tell('device', 'deactivated', about, described(device))
}

const described = ({ type, model, firmware, lot }: Device) => ({ device_type: type, model, firmware, lot })

type Moment = readonly [at: number, happens: () => void]

function* oneDay(world: World, it: Wearing): Process {
  const { random } = world
  const { device, about } = it
  const begins = midnight(world.now, about.offset ?? 0)
  const firmware = firmwareOn(device.type, Math.max(0, world.day - device.patience))
  const careful = random.chance(device.owner.diligence)
  const at = (from: number, to: number) => begins + random.between(from, to) * hour
  const moments: Moment[] = [
    [at(2, 4), () => update(world, it, firmware)],
    [at(6.5, 9.5), () => changePatch(world, it)],
    [at(23.4, 23.98), () => recordDay(world, it, careful && !(firmware.drops > 0 && random.chance(0.4)))],
  ]
  if (random.chance(0.012))
    moments.push([at(9.6, 23), () => device.worn !== undefined && takeOff(world, it, 'detached')])
  if (random.chance(firmware.drops > 0 ? 0.02 : 0.002)) {
    moments.push([at(0, 23), () => world.tell('device', 'faulted', about, described(device))])
  }
  const metrics = plan[device.type]
  for (const [slot, metric] of metrics.entries()) {
    const width = 24 / metrics.length
    moments.push([at(slot * width, (slot + 0.98) * width), () => read(world, it, metric, careful, firmware)])
  }
  if (device.type === 'dosing_patch') {
    for (const hours of [8.5, 20.5]) moments.push([at(hours, hours + 0.4), () => world.start(dose(world, it, careful))])
  }
  const left = moments.filter(([at]) => at >= world.now).sort(([a], [b]) => a - b)
  for (const [moment, happens] of left) {
    yield world.until(moment)
    happens()
  }
  yield world.until(begins + day)
}

function update(world: World, { device, about }: Wearing, { version }: Firmware): void {
  if (version === device.firmware) return
  device.firmware = version
  world.tell('device', 'firmware_updated', about, described(device))
}

/** In the morning: takes off a patch whose days are over or whose lot was recalled, and puts on the next one. */
function changePatch(world: World, it: Wearing): void {
  const { device, about } = it
  const { owner } = device
  if (device.worn !== undefined && (world.now > it.until - hour || isRecalled(world, device.worn))) {
    takeOff(world, it, 'removed')
  }
  const fits = (id: string) => product(id).worn?.by === device.type
  if (device.worn === undefined) {
    const place = owner.drawer.findIndex(({ product_id, lot }) => fits(product_id) && !isRecalled(world, lot))
    const [patch] = place < 0 ? [] : owner.drawer.splice(place, 1)
    it.dryDays = patch === undefined ? it.dryDays + 1 : 0
    if (patch !== undefined) {
      device.worn = patch.lot
      it.until = world.now + (product(patch.product_id).worn?.days ?? 1) * day
      world.tell('patch', 'applied', about, wornBy(device))
      const faulty = isFaulty(world, patch.lot)
      if (world.random.chance(harmShare(faulty))) world.start(report(world, device, patch, faulty))
    }
  }
  const runsOut = world.now > it.until - 6 * day && !owner.drawer.some(({ product_id }) => fits(product_id))
  if (runsOut && world.random.chance(owner.plan === undefined ? 0.22 : 0.06)) {
    world.errands.push({ customer: owner, product: plans[device.type].product })
  }
}

function takeOff(world: World, { device, about }: Wearing, action: 'removed' | 'detached'): void {
  world.tell('patch', action, about, wornBy(device))
  device.worn = undefined
}

const wornBy = ({ type, firmware, worn }: Device) => ({
  ...(worn === undefined ? {} : { lot: worn }),
  device_type: type,
  firmware,
})

/** At night: was this a day of wear? Without patches the prescription rests after three days. */
function recordDay(world: World, { device, about, dryDays }: Wearing, valid: boolean): void {
  if (dryDays > 3) return
  const valid_patch_days = valid && device.worn !== undefined ? 1 : 0
  world.tell('patch', 'day_recorded', about, { ...wornBy(device), prescribed_days: 1, valid_patch_days })
}

function read(world: World, { device, about }: Wearing, metric: Metric, careful: boolean, { drops }: Firmware): void {
  const { random } = world
  if (device.worn === undefined || random.chance(careful ? 0.02 : 0.5) || random.chance(drops)) return
  const quality = random.chance(drops > 0 ? 0.3 : 0.05) ? random.pick(['fair', 'poor']) : 'good'
  const driftMs = Math.round(random.normal(-900, 700))
  world.tell('telemetry', 'read', { ...about, driftMs }, readingOf(device, metric, world.now, quality))
}

/** What a device reads at a moment, as its event carries it. */
export const readingOf = (device: Device, metric: Metric, ms: number, quality: string) => ({
  metric,
  value: reading(device.id, device.type, metric, ms, device.owner.place.offset),
  unit: units[metric],
  quality,
  ...wornBy(device),
})

/** A dose is planned, and half an hour later it has come or not. */
function* dose(world: World, { device, about }: Wearing, careful: boolean): Process {
  if (device.worn === undefined) return
  const { random } = world
  const amount = Math.round(random.between(6, 22)) / 2
  const data = { drug: 'insulin lispro', amount, unit: 'IU', lot: device.worn, device_type: device.type }
  world.tell('dose', 'scheduled', about, data)
  yield random.between(20, 40) * minute
  const missed = device.worn === undefined || random.chance(careful ? 0.02 : 0.4)
  world.tell('dose', missed ? 'missed' : random.chance(0.03) ? 'failed' : 'delivered', about, data)
}
