import { expect, test } from 'vitest'
import { createApiKey } from '../../src/access/api-keys.ts'
import { startServiceForTest } from '../service.ts'
import { checkScim } from './scim-tester.ts'

test('SCIM holds what scim2-tester asks of RFC 7643 and RFC 7644', async () => {
  const service = await startServiceForTest({ POCM_LOG_LEVEL: 'fatal' })
  const wanted = { tenantId: 'clinic', name: 'directory', scopes: ['people:provision'] as const }
  const { key } = await createApiKey(service.service.db, wanted)
  const checks = await checkScim(`${service.url}/scim/v2`, key)
  expect(checks.filter(({ status }) => status !== 'SUCCESS')).toEqual([])
  expect(checks.length).toBeGreaterThan(60)
})
