/** Letters of other scripts that look like Latin ones, by which a name can be made to look like another. */
const lookAlikes: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['аɑαа', 'a'],
    ['ьвβ', 'b'],
    ['сϲ', 'c'],
    ['ԁ', 'd'],
    ['еєεё', 'e'],
    ['ғ', 'f'],
    ['ɡ', 'g'],
    ['һн', 'h'],
    ['іїιıӏ', 'i'],
    ['јϳ', 'j'],
    ['кκ', 'k'],
    ['ⅼ', 'l'],
    ['мμ', 'm'],
    ['пη', 'n'],
    ['оοσօ', 'o'],
    ['рρ', 'p'],
    ['ԛ', 'q'],
    ['гᴦ', 'r'],
    ['ѕꜱ', 's'],
    ['тτ', 't'],
    ['υս', 'u'],
    ['ѵν', 'v'],
    ['ѡω', 'w'],
    ['хχ', 'x'],
    ['уγү', 'y'],
    ['ᴢζ', 'z'],
  ].flatMap(([from = '', to = '']) => [...from].map((letter) => [letter, to])),
)

/** A name without case, separators, accents, invisible characters, numbering and foreign letters that look Latin. */
export function foldName(name: string): string {
  const plain = /^[a-z]+$/.test(name) ? name : foldLetters(name)
  return plain.replace(/\d+$/, '')
}

function foldLetters(name: string): string {
  let folded = ''
  for (const letter of name.normalize('NFKD').toLowerCase()) folded += lookAlikes[letter] ?? letter
  return folded.replace(/[^\p{L}\p{N}]+/gu, '')
}

const sensitive = new Set(
  `email emails mail mails emailaddress mailaddress emailid
  phone phones phoneno phonenumber tel telephone telno mobile mobileno mobilenumber cell cellphone msisdn fax whatsapp
  name names firstname lastname surname surnames fullname familyname givenname middlename maidenname forename nickname
  displayname username login contact contacts patient patientname person customername nombre apellido apellidos
  birthdate birth dateofbirth birthday dob bday yearofbirth birthyear age
  ssn socialsecurity socialsecuritynumber nationalid nationalidnumber nin nif nie dni taxid passport passportno
  passportnumber driverlicense driverslicense drivinglicence insurancenumber mrn medicalrecordnumber
  address addresses addressline street streetaddress streetname housenumber zip zipcode postcode postalcode
  ip ips ipaddress ipaddr clientip remoteip remoteaddr userip useragent latitude longitude lat lon lng geo location coordinates
  narrative diagnosis symptom symptoms medication allergy allergies gender sex ethnicity religion
  cardnumber cardno creditcard pan iban bic accountnumber bankaccount cvv cvc
  password passwd pwd passphrase secret token accesstoken refreshtoken apikey cookie authorization sessiontoken signature`
    .trim()
    .split(/\s+/),
)

/** Stems that make any longer name sensitive: `customer_email`, `shippingAddress2`, `contact-phone`. */
const stems =
  /email|phone|telefon|mobilenumber|birthd|passport|surname|firstname|lastname|fullname|familyname|givenname|address|narrative|password|socialsecurity|iban|cardnumber|postcode|zipcode|patientname|username/

/** Whether what stands under a name is personal or medical by the name alone. */
export function isSensitiveName(name: string): boolean {
  const folded = foldName(name)
  return sensitive.has(folded) || stems.test(folded)
}
