import type { DeviceType } from './products.ts'
import { fingerprint, mixed } from './random.ts'
import { hourOf, minute } from './time.ts'

/** What a device measures. */
export type Metric = 'glucose' | 'temperature' | 'flow'

export const units: Readonly<Record<Metric, string>> = { glucose: 'mg/dL', temperature: '°C', flow: 'µL/min' }

/**
 * What a sensor on this body would read at this moment. It follows from the device and the time alone, so that
 * repeated reads return the same curve.
 */
export function reading(deviceId: string, type: DeviceType, metric: Metric, ms: number, offset: number): number {
  const body = fingerprint(deviceId)
  const hours = hourOf(ms, offset)
  if (metric === 'glucose') {
    const seen = glucose(body, ms, hours) * artefact(body, ms, hours)
    return Math.round(Math.min(400, Math.max(40, seen)))
  }
  if (metric === 'temperature')
    return tenth(33.4 + 0.6 * Math.sin(((hours - 10) / 12) * Math.PI) + noise(body, ms, 20, 0.4))
  const usual = type === 'dosing_patch' ? 2.4 : 0.9 + 0.5 * bump(hours, 18.5, 1.5)
  return tenth(Math.max(0, usual * (1 + noise(body, ms, 15, 0.12))) * 10) / 10
}

/** Fasting level, dawn, three meals, and the ups and downs of a day that is like no other. */
function glucose(body: number, ms: number, hours: number): number {
  const fasting = 84 + 62 * fraction(body ^ 0x51ed) ** 1.6
  const swing = 24 + 92 * fraction(body ^ 0x2f3b)
  const meals = bump(hours, 8.6, 1.1) + 0.9 * bump(hours, 14.3, 1.3) + 1.1 * bump(hours, 20.9, 1.4)
  const today = 1 + noise(body ^ 0x77, ms, 24 * 60, 0.5)
  const dawn = 14 * bump(hours, 6, 1.6)
  return fasting + dawn + swing * today * meals + noise(body, ms, 95, 19) + noise(body ^ 0x3c1, ms, 12, 5)
}

/**
 * What the sensor makes of it: now and then, for forty minutes, a sleeper's weight on it lowers the value at night, and
 * by day it jumps. One sensor in twenty does so often.
 */
function artefact(body: number, ms: number, hours: number): number {
  const often = fraction(body ^ 0x9e1) < 0.05
  const slot = fraction(body ^ Math.imul(Math.floor(ms / (40 * minute)), 2_246_822_519))
  if (slot >= (often ? 0.06 : 0.004)) return 1
  return hours < 7 ? 0.42 : 2.1
}

const bump = (hours: number, at: number, width: number) => Math.exp(-(((hours - at) / width) ** 2) / 2)

/** Smooth noise between −2 and 2 deviations, with a new value every so many minutes. */
function noise(body: number, ms: number, everyMinutes: number, deviation: number): number {
  const place = ms / (everyMinutes * minute)
  const before = Math.floor(place)
  const part = place - before
  const ease = part * part * (3 - 2 * part)
  const at = (step: number) => (fraction(body ^ Math.imul(step, 2_654_435_761)) - 0.5) * 4
  return deviation * (at(before) * (1 - ease) + at(before + 1) * ease)
}

const fraction = (bits: number) => mixed(bits) / 2 ** 32
const tenth = (value: number) => Math.round(value * 10) / 10
