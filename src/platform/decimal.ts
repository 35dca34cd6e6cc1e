/** Decimals that are added exactly: whole numbers of 10^-24, which holds an amount times a rate to the last digit. */
const decimals = 24

/** @param text as ClickHouse writes a Decimal, `-12.3400` */
export function decimalOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.')
  const value = BigInt(whole + fraction.padEnd(decimals, '0').slice(0, decimals))
  return text.startsWith('-') ? -value : value
}

/** The number nearest to it, as JSON shows it: 0.1 and 0.2 are 0.3. */
export function numberOf(value: bigint): number {
  const digits = String(value < 0n ? -value : value).padStart(decimals + 1, '0')
  return Number(`${value < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`)
}

export const sumOf = (values: Iterable<bigint>): bigint => {
  let sum = 0n
  for (const value of values) sum += value
  return sum
}
