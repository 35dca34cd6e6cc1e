import { setTimeout as sleep } from 'node:timers/promises'
import type { Metric } from './body.ts'
import type { ClientEvent } from './event.ts'
import { openBusiness, openShop } from './opening.ts'
import type { Device } from './owned.ts'
import type { DeviceType } from './products.ts'
import { fingerprint, mixed } from './random.ts'
import { firmwareOn } from './stories.ts'
import { dateOf, midnight, second, stamp } from './time.ts'
import { readingOf } from './wear.ts'
import type { World, WorldOptions } from './world.ts'

export interface LiveOptions {
  seed: number | string
  /** RFC 3339; from here on events are given. */
  from: string
  /** When the business opened; `from` without one. */
  opened?: string
  scale: number
  currencies?: boolean
  /**
   * How many times as many visitors come beside the business; its devices read more often in proportion. None by default:
   * then live traffic is as dense as the past, and the figures of today can be compared with those of earlier days.
   */
  crowd?: number
  now: () => number
  signal: AbortSignal
  /** Waits for the next second. */
  tick?: (signal: AbortSignal) => Promise<void>
}

/** At scale 1, for each time as many visitors: the devices share these out. The past keeps a few readings a day of each. */
const readingsPerSecond = 5.5 / 12
/** After a suspend of the machine, missed readings are not made up beyond this gap. */
const longestGapMs = 10 * second

/** What falls due in each second of real time, until the signal aborts. */
export async function* live(options: LiveOptions): AsyncGenerator<ClientEvent[]> {
  const { seed, from, opened = from, scale, currencies = false } = options
  const business = { seed, opened: Date.parse(opened), scale, currencies }
  const world = openBusiness(business)
  world.skipTo(Date.parse(from))
  yield* goOn(world, business, options)
}

/** Runs a world in real time; with a crowd, more visitors come beside it, and every device is watched. */
export async function* goOn(
  world: World,
  business: WorldOptions,
  { crowd: pace = 0, now, signal, tick = nextSecond }: Pick<LiveOptions, 'crowd' | 'now' | 'signal' | 'tick'>,
): AsyncGenerator<ClientEvent[]> {
  const crowd = pace > 0 ? gatherCrowd(business, pace, world.now) : null
  let watched = world.now
  while (!signal.aborted) {
    const until = now()
    const events = [
      ...world.advance(until),
      ...(crowd?.advance(until) ?? []),
      ...(pace > 0 ? readings(world, pace, Math.max(watched, until - longestGapMs), until) : []),
    ]
    watched = Math.max(watched, until)
    if (events.length > 0) yield events.sort((a, b) => Date.parse(a.occurred_at) - Date.parse(b.occurred_at))
    await tick(signal)
  }
}

/**
 * More visitors, beside the business and not in it: the business itself stays the same with or without viewers,
 * so that a restart can repeat it. A crowd begins at midnight, so that a restart on the same day reproduces
 * the same one.
 */
function gatherCrowd(business: WorldOptions, pace: number, from: number): World {
  const begins = midnight(from, 0)
  const crowd = openShop({
    ...business,
    name: `live${dateOf(from).replaceAll('-', '')}`,
    begins,
    scale: business.scale * pace,
    mute: new Set(['catalogue', 'warehouse', 'manufacturing']),
  })
  crowd.skipTo(from)
  return crowd
}

const watchedMetrics: Readonly<Record<DeviceType, Metric>> = {
  glucose_patch: 'glucose',
  dosing_patch: 'flow',
  sweat_patch: 'temperature',
}

function* readings(world: World, pace: number, from: number, to: number): Generator<ClientEvent> {
  const worn = world.devices.filter((device) => device.worn !== undefined)
  const everySeconds = Math.max(5, Math.round(worn.length / (readingsPerSecond * pace * world.scale)))
  for (let at = Math.ceil(from / second); at * second < to; at++) {
    for (const device of worn) {
      const bits = fingerprint(device.id)
      if ((at + bits) % everySeconds !== 0) continue
      const { version, drops } = firmwareOn(device.type, world.day)
      const lost = version === device.firmware && mixed(bits ^ at) / 2 ** 32 < drops
      if (!lost) yield watchedReading(world, device, at)
    }
  }
}

function watchedReading(world: World, device: Device, atSecond: number): ClientEvent {
  const { owner, id, type } = device
  const occurred_at = stamp(atSecond * second, owner.place.offset)
  return {
    type: 'telemetry',
    action: 'read',
    occurred_at,
    producer: 'companion-app',
    user_id: owner.id,
    device_id: id,
    idempotency_key: `${world.key}-${id}-${atSecond}`,
    context: owner.context,
    data: readingOf(device, watchedMetrics[type], atSecond * second, 'good'),
  }
}

async function nextSecond(signal: AbortSignal): Promise<void> {
  try {
    await sleep(second, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
