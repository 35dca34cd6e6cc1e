/** What codes are called, by the dimension that they are values of. A code that no list knows stands as it is. */

const gateways: Readonly<Record<string, string>> = {
  adyen: 'Adyen',
  authorize_net: 'Authorize.Net',
  braintree: 'Braintree',
  checkout_com: 'Checkout.com',
  klarna: 'Klarna',
  mollie: 'Mollie',
  paypal: 'PayPal',
  razorpay: 'Razorpay',
  square: 'Square',
  stripe: 'Stripe',
  worldpay: 'Worldpay',
}

const methods: Readonly<Record<string, string>> = {
  ach_debit: 'ACH debit',
  apple_pay: 'Apple Pay',
  google_pay: 'Google Pay',
  ideal: 'iDEAL',
  klarna: 'Klarna',
  paypal: 'PayPal',
  sepa_debit: 'SEPA debit',
  upi: 'UPI',
}

const carriers: Readonly<Record<string, string>> = {
  correos: 'Correos',
  dhl: 'DHL',
  dpd: 'DPD',
  fedex: 'FedEx',
  gls: 'GLS',
  la_poste: 'La Poste',
  royal_mail: 'Royal Mail',
  seur: 'SEUR',
  ups: 'UPS',
  usps: 'USPS',
}

/** Dimensions whose values are words of a fixed vocabulary: `glucose_patch` reads as "glucose patch". */
const vocabularies: ReadonlySet<string> = new Set([
  ...['action', 'category', 'channel', 'cause', 'decline_code', 'device_type', 'medium', 'method', 'placement'],
  ...['reason', 'severity', 'status', 'tier', 'type', 'wearable_type'],
])

const regionNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })

/** "Spain (ES)": events carry the code, and who looks for it in a file or by the API needs it. */
function countryName(code: string): string {
  const name = /^[A-Z]{2}$/.test(code) ? regionNames.of(code) : undefined
  return name === undefined ? code : `${name} (${code})`
}

const lists: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gateway: gateways,
  method: methods,
  carrier: carriers,
}

/** What a value of a dimension is called. */
export function valueName(dimension: string, code: string): string {
  if (dimension === 'country') return countryName(code)
  const known = lists[dimension]?.[code]
  if (known !== undefined) return known
  return vocabularies.has(dimension) && /^[a-z][a-z0-9_]*$/.test(code) ? code.replaceAll('_', ' ') : code
}

/** What to search a dimension for: the code of the country whose name begins with what was typed. */
export function codeFor(dimension: string, typed: string): string {
  if (dimension !== 'country' || typed.length < 3) return typed
  return countryCodes().find((code) => regionNames.of(code)?.toLowerCase().startsWith(typed.toLowerCase())) ?? typed
}

let codes: string[] | undefined
function countryCodes(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  codes ??= letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => regionNames.of(code) !== undefined)
  return codes
}
