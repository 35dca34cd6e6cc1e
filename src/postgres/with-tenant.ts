import type { PoolClient } from 'pg'
import type { Database } from './pool.ts'
import { inTransaction, type Queryable } from './transaction.ts'

export type { Queryable }

const begin = (client: PoolClient, tenantId: string) =>
  `BEGIN; SET LOCAL ROLE pocm_tenant; SELECT set_config('pocm.tenant', ${client.escapeLiteral(tenantId)}, true)`

/**
 * Lends a connection on which only this tenant's rows exist, whatever a statement asks for: the policies of
 * migrations/postgres/0005_tenants_apart.sql stand behind the predicates of the code. All that is done on it is one
 * transaction, at whose end the role and the tenant end.
 */
export const withTenant = <T>(db: Database, tenantId: string, act: (tx: Queryable) => Promise<T>): Promise<T> =>
  inTransaction(db, act, (client) => begin(client, tenantId))
