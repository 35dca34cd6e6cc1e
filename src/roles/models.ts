import { demandForecastModel } from '../models/built-in/demand-forecast.ts'
import { type Gateway, openGateway } from '../models/gateway.ts'
import { openModelServerClient } from '../models/model-server-client.ts'
import { openRemoteModels } from '../models/remote-models.ts'
import type { Breaker } from '../platform/breaker.ts'
import type { Config } from '../platform/config.ts'
import type { Database } from '../postgres/pool.ts'

/** Opens the door to models. @param deps `breaker` is asked for where there is a model server, and shown from then on */
export function openModels(
  { models: { server, granted, concurrency, maxBytes } }: Pick<Config, 'models'>,
  { db, breaker }: { db: Database; breaker: () => Breaker },
): Gateway {
  const remote = server && openRemoteModels(openModelServerClient({ ...server, maxBytes }), breaker())
  return openGateway({ db, remote, granted, concurrency, maxBytes, builtIn: [demandForecastModel] })
}
