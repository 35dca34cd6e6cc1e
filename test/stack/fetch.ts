/** npm run stack:fetch: brings and builds what the servers of tests need and this user does not have yet. */

import { amtool } from './amtool.ts'
import { collector } from './collector.ts'
import { jars } from './kafka.ts'
import { keycloak } from './keycloak.ts'
import { scimTester } from './scim-tester.ts'
import { versitygw } from './versitygw.ts'

for (const path of await Promise.all([jars(), versitygw(), collector(), amtool(), keycloak(), scimTester()]))
  process.stdout.write(`${path}\n`)
