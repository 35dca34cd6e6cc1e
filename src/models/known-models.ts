import type { Database } from '../postgres/pool.ts'
import { withTenant } from '../postgres/with-tenant.ts'
import type { KnownModel } from './model.ts'

const columns = 'name, version, platform, inputs, outputs, trained_on, metrics, state'

/** The models that are on record for a tenant, by name and version. */
export async function readKnownModels(db: Database, tenantId: string): Promise<KnownModel[]> {
  const { rows } = await withTenant(db, tenantId, (tx) =>
    tx.query<KnownModel>(`SELECT ${columns} FROM ml_models WHERE tenant_id = $1 ORDER BY name, version`, [tenantId]),
  )
  return rows
}

/** Records what is known of models, in place of what was; writes nothing where nothing has changed. */
export async function recordModels(db: Database, tenantId: string, models: readonly KnownModel[]): Promise<void> {
  if (models.length === 0) return
  await withTenant(db, tenantId, async (tx) => {
    for (const { name, version, platform, inputs, outputs, trained_on, metrics, state } of models) {
      const values = [platform, inputs, outputs, trained_on, metrics].map((it) =>
        typeof it === 'string' || it === null ? it : JSON.stringify(it),
      )
      await tx.query(
        `INSERT INTO ml_models (tenant_id, name, version, platform, inputs, outputs, trained_on, metrics, state)
         VALUES ($1, $2, $3, $4, $5::jsonb, $6::jsonb, $7::jsonb, $8::jsonb, $9)
         ON CONFLICT (tenant_id, name, version) DO UPDATE SET (platform, inputs, outputs, trained_on, metrics, state, changed_at) =
           (excluded.platform, excluded.inputs, excluded.outputs, excluded.trained_on, excluded.metrics, excluded.state, now())
         WHERE (ml_models.platform, ml_models.inputs, ml_models.outputs, ml_models.trained_on, ml_models.metrics, ml_models.state)
           IS DISTINCT FROM (excluded.platform, excluded.inputs, excluded.outputs, excluded.trained_on, excluded.metrics, excluded.state)`,
        [tenantId, name, version, ...values, state],
      )
    }
  })
}
