/** npm run stack:fetch: brings and builds what the servers and load tests need and this user does not have yet. */
import { gatling } from '../load/gatling.ts'
import { amtool } from './amtool.ts'
import { collector } from './collector.ts'
import { jars } from './kafka.ts'
import { keycloak } from './keycloak.ts'
import { scimTester } from './scim-tester.ts'
import { versitygw } from './versitygw.ts'

for (const path of await Promise.all([jars(), versitygw(), collector(), amtool(), keycloak(), scimTester(), gatling()]))
  process.stdout.write(`${path}\n`)
