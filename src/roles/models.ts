import { readFigureSettings } from '../access/tenants.ts'
import { builtInModels } from '../models/built-in/all.ts'
import { type Gateway, openGateway } from '../models/gateway.ts'
import type { AskTenant } from '../models/model.ts'
import { openModelServerClient } from '../models/model-server-client.ts'
import { openRemoteModels } from '../models/remote-models.ts'
import type { Breaker } from '../platform/breaker.ts'
import type { Now } from '../platform/clock.ts'
import type { Config } from '../platform/config.ts'
import type { Database } from '../postgres/pool.ts'
import type { AskWarehouse } from '../warehouse/ask.ts'

/** Opens the door to models. @param deps `breaker` is asked for where there is a model server, and shown from then on */
export function openModels(
  { models: { server, granted, concurrency, maxBytes } }: Pick<Config, 'models'>,
  { db, warehouse, breaker, now }: { now: Now; db: Database; warehouse: { ask: AskWarehouse }; breaker: () => Breaker },
): Gateway {
  const remote = server && openRemoteModels(openModelServerClient({ ...server, maxBytes }), breaker())
  const asTenant =
    (tenantId: string): AskTenant =>
    async (answer, request) =>
      warehouse.ask(tenantId, answer, request, await readFigureSettings(db, tenantId))
  return openGateway({ db, now, remote, granted, concurrency, maxBytes, asTenant, builtIn: builtInModels })
}
