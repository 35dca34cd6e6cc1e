import { expect, test } from 'vitest'
import { newSecret, signedHeaders } from './sign.ts'

// The example of the Standard Webhooks specification's own libraries.
test('a message is signed as the specification has it', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  expect(signedHeaders(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  })
})

test('a secret has 256 bits of chance in it', () => {
  expect(Buffer.from(newSecret().slice(6), 'base64')).toHaveLength(32)
})
