import { expect, test } from 'vitest'
import { isPublic, resolvePublic } from './addresses.ts'

test.each([
  ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
  ...['::1', '::', 'fe80::1', 'fd00::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', '2002:7f00:1::'],
  // Translated, Teredo, local NAT64, discard, unassigned, site-local and multicast; clouds' metadata.
  ...['::ffff:0:7f00:1', '2001:0:4136:e378::1', '64:ff9b:1::1', '100::1', '4000::1', 'fec0::1', 'ff02::1'],
  ...['168.63.129.16', '100.100.100.200', 'fd00:ec2::254', 'fe80::1%eth0', '2001:db8::1', '3fff::1', 'nonsense'],
])('%s is not of the public internet', (address) => {
  expect(isPublic(address)).toBe(false)
})

test.each(['8.8.8.8', '172.32.0.1', '192.169.0.1', '168.63.129.17', '2606:4700:4700::1111', '2a00:1450::1'])(
  '%s is',
  (address) => {
    expect(isPublic(address)).toBe(true)
  },
)

test('a name is judged by where it leads, and a literal in any of its spellings', async () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', new URL('http://2130706433/').hostname]) {
    await expect(resolvePublic(host, false), host).rejects.toThrow('not public')
  }
  expect(await resolvePublic('127.0.0.1', true)).toEqual([{ address: '127.0.0.1', family: 4 }])
})
