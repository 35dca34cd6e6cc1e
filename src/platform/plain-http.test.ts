import { expect, test } from 'vitest'
import { isExposed } from './plain-http.ts'

test.each([
  ...['http://example.com/jwks', 'http://8.8.8.8/', 'http://[2606:4700::1111]/', 'http://172.32.0.1/'],
  ...['http://172.15.255.255/', 'http://192.169.0.1/', 'http://169.255.0.1/', 'http://100.64.0.1/', 'http://0.0.0.0/'],
  ...['http://[fec0::1]/', 'http://[fe00::1]/', 'http://[::ffff:10.0.0.1]/', 'http://[64:ff9b::a00:1]/'],
])('%s is exposed', (url) => expect(isExposed(url)).toBe(true))

test.each([
  ...[
    'https://example.com/jwks',
    'http://127.0.0.1:9000',
    'http://localhost:8081',
    'http://minio:9000',
    'http://[::1]/',
  ],
  ...[
    'http://127.255.255.255/',
    'http://2130706433/',
    'http://169.254.169.254/',
    'http://192.168.0.1/',
    'http://0x0a.1/',
  ],
  ...['http://172.31.255.255/', 'http://[fc00::1]/', 'http://[fe80::1]/', 'http://[febf::1]/'],
  ...['http://10.0.0.7/', 'http://172.20.1.1/', 'http://registry.default.svc.cluster.local:8081', 'http://[fd00::7]/'],
])('%s is not', (url) => expect(isExposed(url)).toBe(false))
