import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPersonalId, judge } from './personal-content.ts'
import { isSensitiveName } from './sensitive-names.ts'

describe('texts that identify a person', () => {
  test.each([
    'ana@example.org',
    'ANA@EXAMPLE.ORG',
    'ana＠example.org',
    'mailto:ana%40example.org',
    'please ask ana.perez+shop@mail.example.co.uk.',
    '+34600000000',
    '+34 600 000 000',
    '+1 (555) 123-4567',
    '600 000 000',
    '600.000.000',
    '555-123-4567',
    '(555) 123-4567',
    '0049 30 1234 567',
    'call 06 12 34 56 78 at night',
    'paid by 4111 1111 1111 1111',
    '4111-1111-1111-1111',
    'see https://shop.example/reset?token=abc for it',
  ])('%s', (text) => expect(judge(text, true)).toBe('seal'))

  test.each(['from 192.168.1.20', 'host 2001:db8::1 failed', 'http://10.0.0.1/x'])('free text with %s', (text) =>
    expect(judge(text, true)).toBe('seal'),
  )
})

describe('what is not taken for one', () => {
  test.each([
    ...['12345', '5012345678', '9007199254740991', '1234567890123456789', 'user-42', 'order-1001', '85123A'],
    ...[
      'L2026-091',
      'SCMS-259480',
      '1818910-2019-12345',
      '3005985723-2019-00123',
      '0002-7510-01',
      '111-2223334-5556667',
    ],
    ...[
      '2026-10-01',
      '2026-10-01T12:00:41Z',
      '01.10.2026',
      '2.4.1',
      '10.15.7',
      'mg/dL',
      'G1',
      'insulin lispro',
      '1 234,50',
    ],
    ...[
      '12345678-1234-4123-8123-123456789012',
      '(01)08437012345678(17)270930',
      '4111 1111 1111 1112',
      '@handle',
      'a+b',
    ],
    ...[
      'aa:bb:cc:dd:ee:ff',
      '日本',
      'São Paulo',
      'one patch did not stick',
      'kafka/pocm.ingest.v1/3/120/1790000000000',
    ],
    ...['/patches', 'https://search.example/', 'pocm.example/shop', '¿dónde?', 'p_0123456789abcdef0123456789abcdef'],
  ])('%s', (text) => {
    expect(judge(text, false)).toBeUndefined()
    expect(isPersonalId(text)).toBe(false)
  })

  test('a version of four parts is none in a word, and an address in prose', () => {
    expect([judge('1.2.3.4', false), judge('1.2.3.4', true)]).toEqual([undefined, 'seal'])
  })
})

test.each([
  ['https://a.example/b?utm_source=x&token=1#part', 'https://a.example/b?utm_source=x'],
  ['https://ana:secret@a.example/b', 'https://a.example/b'],
  ['/patches?q=1', '/patches'],
  ['/patches#me', '/patches'],
])('of the link %s is shown %s', (link, shown) => expect(judge(link, true)).toEqual({ shown }))

test.each(['https://a.example/u/ana@example.org', 'https://a.example/reset/abcdef0123456789abcdef0123456789ab'])(
  '%s is sealed whole',
  (link) => expect(judge(link, true)).toBe('seal'),
)

test.each([
  ...[
    'email',
    'E-Mail',
    'e_mail ',
    'emaіl',
    'ＥＭＡＩＬ',
    'e\u200bmail',
    'ｎａｍｅ',
    'customer_email',
    'Phone2',
    'first name',
  ],
  ...[
    'Прone'.replace('Пр', 'ph'),
    'dob',
    'SSN',
    'shipping-address',
    'ip',
    'Narrative',
    'birthDate',
    'émail',
    'e.m.a.i.l',
  ],
])('%s is a sensitive name', (name) => expect(isSensitiveName(name)).toBe(true))

test.each(['metric', 'value', 'colour', 'placement', 'medium', 'shelf', 'description', 'lot', 'zone', 'plan'])(
  '%s is none',
  (name) => expect(isSensitiveName(name)).toBe(false),
)

test('no UUID is taken for anything, whatever its digits', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(isPersonalId(id)).toBe(false)
      expect(judge(id.toUpperCase(), true)).toBeUndefined()
    }),
    { seed: 20_261_101, numRuns: 20_000 },
  )
})

test('no id of plain digits is taken for anything', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{5,19}$/), (id) => {
      expect(isPersonalId(id)).toBe(false)
    }),
    { seed: 20_261_101, numRuns: 2_000 },
  )
})
