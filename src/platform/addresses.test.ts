import { expect, test } from 'vitest'
import { isPublic, resolvePublic } from './addresses.ts'

test.each([
  ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
  ...['::1', '::', 'fe80::1', 'fd00::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2002:7f00:1::'],
  // Translated, Teredo, local NAT64, discard, unassigned, site-local and multicast; clouds' metadata.
  ...['::ffff:0:7f00:1', '2001:0:4136:e378::1', '64:ff9b:1::1', '100::1', '4000::1', 'fec0::1', 'ff02::1'],
  // The first and last of each range that IANA keeps apart, and sinks that answer for private names.
  ...['10.255.255.255', '100.127.255.255', '127.255.255.255', '169.254.0.0', '172.16.0.0', '192.0.0.9', '192.0.2.255'],
  ...['192.88.99.1', '198.18.0.0', '198.19.255.255', '198.51.100.1', '203.0.113.255', '239.255.255.255', '240.0.0.1'],
  ...['255.255.255.255', '192.31.196.1', '192.52.193.1', '192.175.48.1', '2620:4f:8000::1'],
  ...[
    '::2',
    '100:0:0:1::1',
    '2001::',
    '2001:1ff:ffff::1',
    '2001:2::1',
    '2001:20::1',
    '2001:30::1',
    '5f00::1',
    '1fff::1',
  ],
  ...['fc00::', 'fdff::1', 'febf::1', 'ff00::', '8000::1', '::ffff:a00:1', '0x7f.1', '2130706433', '', '1.2.3'],
  ...['168.63.129.16', '100.100.100.200', 'fd00:ec2::254', 'fe80::1%eth0', '2001:db8::1', '3fff::1', 'nonsense'],
])('%s is not of the public internet', (address) => {
  expect(isPublic(address)).toBe(false)
})

test.each([
  ...['8.8.8.8', '172.32.0.1', '192.169.0.1', '168.63.129.17', '2606:4700:4700::1111', '2a00:1450::1'],
  // Right beside those that are not.
  ...['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
  ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '192.0.1.0', '192.0.3.0', '198.17.255.255', '198.20.0.0'],
  ...['223.255.255.255', '2001:200::1', '2001:db7:ffff::1', '2003::1', '3fff:1000::1', '3ffe::1'],
])('%s is', (address) => {
  expect(isPublic(address)).toBe(true)
})

test('a name is judged by where it leads, and a literal in any of its spellings', async () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', new URL('http://2130706433/').hostname]) {
    await expect(resolvePublic(host, false), host).rejects.toThrow('not public')
  }
  expect(await resolvePublic('127.0.0.1', true)).toEqual([{ address: '127.0.0.1', family: 4 }])
})
