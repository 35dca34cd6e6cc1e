import { isIP } from 'node:net'

const digit = 1
const separator = 2
const sign = 3
/** What each ASCII character is to the scan below; letters and the rest are 0. */
const kinds = new Uint8Array(128)
for (const it of '0123456789') kinds[it.charCodeAt(0)] = digit
for (const it of ' ().-/\t\n\r') kinds[it.charCodeAt(0)] = separator
for (const it of '@+%?#:') kinds[it.charCodeAt(0)] = sign

/** Digits in a row, separators between them, without which there is no telephone or card number. */
const fewestInRow = 9
/** A path with a piece of this length may be a secret link. */
const longPath = 33

/**
 * Whether a text needs to be looked at more closely. One pass over its characters, since every text of every event comes
 * this way: it finds a sign of an address or a link, a row of digits with separators, or a letter beyond ASCII.
 */
export function isSuspicious(text: string, free: boolean): boolean {
  let digits = 0
  let parted = false
  let dots = 0
  let slash = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const kind = code < 128 ? kinds[code] : sign
    if (kind === 0) {
      digits = 0
      parted = false
      dots = 0
    } else if (kind === digit) {
      digits += 1
      if (parted && digits >= fewestInRow) return true
      if (free && dots >= 3) return true
    } else if (kind === separator) {
      if (digits > 0) parted = true
      if (code === 46) dots += 1
      if (code === 47) slash = true
    } else return true
  }
  return slash && text.length >= longPath
}

const mailPattern = /[^\s@<>()"',;:/?=&]{1,64}(?:@|%40|\s\(?at\)?\s)[^\s@<>()"',;:/?=&]{1,255}\.\p{L}{2,}/u
/** With a plus, or in groups as people write numbers; ids of plain digits, days, prices and part numbers are none. */
const phonePatterns = [
  /(?<![\w+])\+\s?\(?\d(?:[\s().\-/]*\d){6,14}(?!\d)/,
  /(?<![\w.\-/])00[1-9]\d{0,2}(?:[\s().\-/]+\d{2,5}){2,5}(?![\w]|[.\-/]\d)/,
  /(?<![\w.\-/])\(\d{2,5}\)[\s.\-/]*\d{2,4}(?:[\s.\-/]?\d{2,4}){1,3}(?![\w]|[.\-/]\d)/,
  /(?<![\w.\-/])0\d{1,4}[\s/]+\d{5,9}(?![\w]|[.\-/]\d)/,
  /(?<![\w.\-/])\d{2,4}(?:\s\d{2,4}){2,4}(?![\w]|[.\-/]\d)/,
  /(?<![\w.\-/])\d{2,4}(?:\.\d{2,4}){2,4}(?![\w]|[.\-/]\d)/,
  /(?<![\w.\-/])\d{2,3}-\d{3,4}-\d{4}(?![\w]|[.\-/]\d)/,
]
const fewestDigits = 9
const mostDigits = 15
const dayPattern = /^\d{4}[-./]\d{1,2}[-./]\d{1,2}|^\d{1,2}[-./]\d{1,2}[-./]\d{4}/

const plainForm = (text: string) =>
  /[^\x20-\x7e]/.test(text)
    ? text
        .normalize('NFKC')
        .replace(/\p{Cf}/gu, '')
        .replace(/[\u2010-\u2015]/g, '-')
    : text

function holdsPhone(text: string): boolean {
  return phonePatterns.some((pattern) => {
    const found = pattern.exec(text)?.[0]
    if (found === undefined || dayPattern.test(found) || isIP(found) === 4) return false
    const digits = found.replace(/\D/g, '').length
    return digits >= (found.startsWith('+') ? 7 : fewestDigits) && digits <= mostDigits
  })
}

/** Luhn's check digit. ISO/IEC 7812-1 */
function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    sum += index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2
  }
  return sum % 10 === 0
}

const cardPattern = /(?<![\w-])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{3,4}(?:[ -]\d{3})?|\d{4}[ -]\d{6}[ -]\d{4,5})(?![\w-])/
const holdsCard = (text: string) => {
  const found = cardPattern.exec(text)?.[0]
  return found !== undefined && passesLuhn(found.replace(/\D/g, ''))
}

const holdsAddress = (text: string) =>
  text.split(/[\s,;()[\]<>"'=|]+/).some((part) => {
    const bare = part
      .replace(/[.:]$/, '')
      .replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
      .replace(/\/\d+$/, '')
    return isIP(bare) !== 0 && bare.length > 3
  })

const linkPattern = /[a-z][a-z0-9+.-]*:\/\/\S+/i
/** A long opaque piece of a path is what links to one person's page have in them. */
const opaque = /[/=][A-Za-z0-9_~.]*(?=[A-Za-z0-9_~.]*\d)(?=[A-Za-z0-9_~.]*[A-Za-z])[A-Za-z0-9_~.]{32,}/

/** What is to be done with a text that is public by its place: nothing, to seal it, or to show a part of it. */
export type Verdict = undefined | 'seal' | { readonly shown: string }

/** @param free whether it is free text, in which an IP address counts as a person's, and not as a version number */
export function judge(text: string, free: boolean): Verdict {
  if (!isSuspicious(text, free)) return undefined
  const plain = plainForm(text)
  if (isLink(plain)) return judgeLink(text, plain)
  return isPersonal(plain, free) || isSecretLink(plain) ? 'seal' : undefined
}

/** Whether an id or a name identifies a person or grants access: an address, a number of a phone or a card, a link. */
export const isPersonalId = (text: string): boolean => judge(text, false) !== undefined

const isPersonal = (plain: string, free: boolean) =>
  mailPattern.test(plain) ||
  holdsPhone(plain) ||
  holdsCard(plain) ||
  (free ? holdsAddress(plain) : plain.includes(':') && isIP(plain) === 6)

const isSecretLink = (plain: string) => {
  const link = linkPattern.exec(plain)?.[0]
  return link !== undefined && (/[?#]/.test(link) || /:\/\/[^/]*@/.test(link) || opaque.test(link))
}

const isLink = (plain: string) =>
  !/\s/.test(plain.trim()) &&
  (/^[a-z][a-z0-9+.-]*:\/\//i.test(plain.trim()) || /^(?:\/|www\.|[\w.-]+\.\w+\/)/i.test(plain.trim()))

/** A link without who signs in, its fragment, and its query but for what names a campaign. */
function judgeLink(text: string, plain: string): Verdict {
  const [withoutFragment = ''] = plain.trim().split('#')
  const at = withoutFragment.indexOf('?')
  const query = at < 0 ? '' : withoutFragment.slice(at + 1)
  const path = (at < 0 ? withoutFragment : withoutFragment.slice(0, at)).replace(
    /^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i,
    '$1',
  )
  const kept = query.split('&').filter((pair) => /^utm_[a-z]+=/.test(pair))
  const shown = path + (kept.length > 0 ? `?${kept.join('&')}` : '')
  let decoded = shown
  try {
    decoded = decodeURIComponent(shown)
  } catch {
    // A path that no percent-decoding fits is looked at as it stands.
  }
  const host = /^[a-z][a-z0-9+.-]*:\/\/\[?([^/\]:]+)/i.exec(shown)?.[1] ?? ''
  if (isPersonal(decoded, false) || opaque.test(decoded) || isIP(host) !== 0) return 'seal'
  return shown === text ? undefined : { shown }
}
