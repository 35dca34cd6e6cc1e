import { isIP } from 'node:net'
import { weaknessOf } from './weak-key.ts'

/** The type of a setting: what its text must look like, and the value that it stands for. */
export interface Kind<T> {
  /** For the table of settings: what may be written. */
  readonly says: string
  /**
   * The value of a text. What is wrong goes to `complain`, as a predicate of the setting's name; undefined then stands for
   * the default.
   */
  readonly read: (text: string, complain: (problem: string) => void) => T | undefined
  /** How a value is written in documents; `String` where undefined. */
  readonly write?: (value: T) => string
  /** True where a value is an address that may carry a password. */
  readonly isUrl?: boolean
}

/** A number with its digits in groups of three, as documents write it. */
const grouped = (value: number) => value.toLocaleString('en').replaceAll(',', ' ')

const anyText: Kind<string> = { says: 'text', read: (text) => text }

export { anyText as text }

export const textUpTo = (most: number): Kind<string> => ({
  says: `text, at most ${most} characters`,
  read(text, complain) {
    if (text.length > most) complain(`has at most ${most} characters`)
    return text
  },
})

export const textFrom = (least: number): Kind<string> => ({
  says: `text, at least ${least} characters`,
  read(text, complain) {
    if (text.length < least) complain(`needs at least ${least} characters`)
    return text
  },
})

export const path: Kind<string> = { says: 'path', read: (text) => text }

export const integer = (low: number, high: number): Kind<number> => ({
  says: `whole number, ${grouped(low)} to ${grouped(high)}`,
  read(text, complain) {
    const value = Number(text)
    if (Number.isInteger(value) && value >= low && value <= high) return value
    complain(`must be a whole number from ${low} to ${high}, not "${text}"`)
    return undefined
  },
  write: grouped,
})

export const port: Kind<number> = { ...integer(0, 65_535), says: 'port, 0 to 65535', write: String }

const mebibyte = 1024 ** 2

/** A number of bytes, which documents write in MiB where it comes out even. */
export const bytes = (low: number, high: number): Kind<number> => ({
  ...integer(low, high),
  says:
    high === Number.MAX_SAFE_INTEGER ? `bytes, at least ${grouped(low)}` : `bytes, ${grouped(low)} to ${grouped(high)}`,
  write: (value) => (value % mebibyte === 0 ? `${grouped(value / mebibyte)} MiB` : grouped(value)),
})

/** A rate, or 0 for no limit. `least` is the largest batch, which must pass. */
export const rate = (least: number): Kind<number> => {
  const any = integer(0, 100_000_000)
  return {
    ...any,
    says: `a second, at least ${grouped(least)}; 0 for no limit`,
    read(text, complain) {
      const value = any.read(text, complain)
      if (value === undefined || value === 0 || value >= least) return value
      complain(`must be 0, for no limit, or at least ${least}; a full batch must pass`)
      return undefined
    },
  }
}

export const ratio: Kind<number> = {
  says: 'number, 0 to 1',
  read(text, complain) {
    const value = Number(text)
    if (value >= 0 && value <= 1) return value
    complain(`must be a number from 0 to 1, not "${text}"`)
    return undefined
  },
}

export const oneOf = <const T extends string>(...allowed: readonly T[]): Kind<T> => ({
  says: allowed.map((it) => `\`${it}\``).join(', '),
  read(text, complain) {
    const found = allowed.find((it) => it === text)
    if (found === undefined) complain(`must be one of ${allowed.join(', ')}`)
    return found
  },
})

export const flag: Kind<boolean> = {
  says: '`true`, `false`',
  read(text, complain) {
    if (text !== 'true' && text !== 'false') complain('must be one of true, false')
    return text === 'true'
  },
}

export const url = (...schemes: readonly string[]): Kind<string> => ({
  says: `URL, ${schemes.map((it) => `\`${it}//\``).join(' or ')}`,
  read(text, complain) {
    if (!URL.canParse(text) || !schemes.includes(new URL(text).protocol)) {
      complain(`must be a URL beginning with ${schemes.join(' or ')}`)
    }
    return text
  },
  isUrl: true,
})

/** A URL that is checked where it is used. */
export const anyUrl: Kind<string> = { says: 'URL', read: (text) => text, isUrl: true }

const parts = (text: string): readonly string[] =>
  text
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '')

const writeList = (list: readonly string[]) => list.join(', ')

export const someOf = <const T extends string>(allowed: readonly T[]): Kind<readonly T[]> => ({
  says: `any of ${allowed.map((it) => `\`${it}\``).join(', ')}`,
  read(text, complain) {
    for (const one of parts(text)) {
      if (!(allowed as readonly string[]).includes(one)) complain(`knows ${allowed.join(', ')}, not "${one}"`)
    }
    return parts(text) as readonly T[]
  },
  write: writeList,
})

export const brokers: Kind<readonly string[]> = {
  says: '`host:port`, separated by commas',
  read(text, complain) {
    for (const one of parts(text)) {
      if (!/^[^:/]+:\d+$/.test(one)) complain(`lists host:port, not "${one}"`)
    }
    return parts(text)
  },
  write: writeList,
}

export const proxies: Kind<readonly string[]> = {
  says: 'addresses, networks like `10.0.0.0/8`, or `loopback`, separated by commas',
  read(text, complain) {
    for (const one of parts(text)) {
      const [address = '', prefix = '0', ...more] = one.split('/')
      const isNetwork = isIP(address) > 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= 128 && more.length === 0
      if (one !== 'loopback' && !isNetwork) {
        complain(`lists addresses, networks like 10.0.0.0/8, or loopback, not "${one}"`)
      }
    }
    return parts(text)
  },
  write: writeList,
}

/** Pairs, in their order; what stands behind the last `=` of each is its value. */
export const pairs: Kind<readonly (readonly [string, string])[]> = {
  says: '`text=value`, separated by commas',
  read(text, complain) {
    return parts(text).map((one) => {
      const at = one.lastIndexOf('=')
      if (at < 1 || at === one.length - 1) complain(`lists text=value, not "${one}"`)
      return [one.slice(0, at).trim(), one.slice(at + 1).trim()] as const
    })
  },
  write: (list) => list.map((pair) => pair.join('=')).join(', '),
}

/** A credential that is chosen by hand: one that could be guessed is refused. */
export const credential: Kind<string> = {
  says: 'text, at least 24 characters that cannot be guessed',
  read(text, complain) {
    const weakness = weaknessOf(text)
    if (weakness !== undefined) complain(`${weakness}. A good one: echo pocm_$(openssl rand -hex 32)`)
    return text
  },
}

const isKey = (text: string) => Buffer.from(text, 'base64').length === 32

export const key: Kind<string> = {
  says: '32 bytes in base64',
  read(text, complain) {
    if (!isKey(text)) complain('must be 32 bytes in base64')
    return text
  },
}

export const keys: Kind<readonly string[]> = {
  says: '32 bytes in base64, several separated by commas',
  read(text, complain) {
    if (!parts(text).every(isKey)) complain('must be keys of 32 bytes in base64, separated by commas')
    return parts(text)
  },
  write: writeList,
}
