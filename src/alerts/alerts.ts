import { type RecordChange, unrecorded } from '../compliance/audit.ts'
import { type SealingKey, seal, unseal } from '../compliance/sealing.ts'
import { isAdditive } from '../measures/additive.ts'
import type { Measures } from '../measures/catalogue.ts'
import type { Now } from '../platform/clock.ts'
import { Failure } from '../platform/errors.ts'
import { uuidV7 } from '../platform/uuid.ts'
import type { Database } from '../postgres/pool.ts'
import type { Warehouse } from '../warehouse/warehouse.ts'
import { type AlertWish, isSubjectKind } from './alert.ts'
import { type DeliveryDeps, messageOfError, send } from './deliver.ts'
import { look } from './look.ts'
import { messageOf } from './message.ts'
import { checkUrl, post } from './post.ts'
import { newSecret } from './sign.ts'
import { addAlert, changeAlert, findAlert, type StoredAlert } from './store.ts'

/** An alert, with the secret of its webhooks where it was made just now: it is not shown again. */
export type MadeAlert = StoredAlert & { readonly secret?: string }

/** What people do with alerts beside reading them (store.ts, firings.ts). */
export interface Alerts {
  /** @throws Failure invalid_request, unknown_metric, dimension_not_allowed, warehouse_unavailable */
  add(tenantId: string, wish: AlertWish, record?: RecordChange): Promise<MadeAlert>
  /** @throws Failure not_found, and as `add` */
  change(tenantId: string, id: string, wish: AlertWish, record?: RecordChange): Promise<MadeAlert>
  /**
   * Sends a test message once, now.
   * @returns why it was not accepted, or null.
   * @throws Failure not_found, invalid_request
   */
  test(tenantId: string, id: string): Promise<string | null>
  /** What `openDelivery` needs. */
  readonly delivery: DeliveryDeps
}

/** The part of an address that readers of alerts may see: the rest may be a secret. */
export const hostOf = (url: string | null) => (url === null ? null : `${URL.parse(url)?.origin}/…`)

/** @param key seals the secrets of webhooks at rest */
export function openAlerts(deps: {
  db: Database
  warehouse: Warehouse
  measures: Measures
  key: SealingKey
  allowPrivate: boolean
  now: Now
}): Alerts {
  const { db, warehouse, measures, key, allowPrivate, now } = deps
  const delivery: DeliveryDeps = {
    db,
    now,
    open: (sealed, alertId) => unseal(key, sealed, alertId).toString(),
    post: (url, body, headers) => post(url, body, headers, allowPrivate),
  }

  /** An alert that cannot be evaluated is refused here, where its author can mend it. */
  async function checkWish(tenantId: string, wish: AlertWish): Promise<void> {
    checkCondition(wish, measures)
    if (wish.webhook_url !== null) checkUrl(wish.webhook_url, allowPrivate)
    await look({ db, warehouse }, tenantId, wish, now())
  }
  const makeSecret = (alertId: string) => {
    const secret = newSecret()
    return { secret, sealed: seal(key, Buffer.from(secret), alertId) }
  }

  return {
    delivery,
    async add(tenantId, wish, record = unrecorded) {
      await checkWish(tenantId, wish)
      const id = uuidV7(now())
      const made = wish.webhook_url === null ? undefined : makeSecret(id)
      const alert = await addAlert(db, tenantId, id, wish, made?.sealed ?? null, record)
      return { ...alert, ...(made && { secret: made.secret }) }
    },
    async change(tenantId, id, changed, record = unrecorded) {
      const before = await findAlert(db, tenantId, id)
      const isAsShown = changed.webhook_url !== null && changed.webhook_url === hostOf(before.webhook_url)
      const wish = isAsShown ? { ...changed, webhook_url: before.webhook_url } : changed
      await checkWish(tenantId, wish)
      const made = wish.webhook_url === null || before.sealed_secret !== null ? undefined : makeSecret(id)
      const alert = await changeAlert(db, tenantId, id, wish, made?.sealed ?? before.sealed_secret, record)
      return { ...alert, ...(made && { secret: made.secret }) }
    },
    async test(tenantId, id) {
      const alert = await findAlert(db, tenantId, id)
      if (alert.webhook_url === null) throw new Failure('invalid_request', 'The alert has no webhook to test.')
      const found = { firing_id: null, fired_at: null, resolved_at: null, value: alert.last_value, limit: null }
      const body = messageOf('alert.test', alert, found, new Date(now()).toISOString())
      try {
        await send(delivery, { ...alert, id: uuidV7(now()), alert_id: id, body, attempts: 0 })
        return null
      } catch (error) {
        return messageOfError(error)
      }
    },
  }
}

/** @throws Failure invalid_request where condition and measure do not go together */
function checkCondition(
  { metric, filters, window, condition: { kind, value, minimum_observations: least = null } }: AlertWish,
  measures: Measures,
): void {
  const refuse = (path: string, message: string) => {
    throw new Failure('invalid_request', message, { errors: [{ path, message }] })
  }
  if (isSubjectKind(kind)) {
    if (metric !== 'adverse_events') refuse('/condition/kind', `${kind} is a condition of adverse_events`)
    if (value !== null) refuse('/condition/value', `${kind} has no value: its limit is set beforehand`)
    if (least !== null) refuse('/condition/minimum_observations', `${kind} rests on no observations of a rate`)
    if (Object.keys(filters).length > 0) refuse('/filters', `${kind} looks at all of them`)
    return
  }
  if (kind === 'outside_expected') {
    const measure = measures.get(metric)
    if (measure !== undefined && !isAdditive(measure))
      refuse('/metric', `${metric} cannot be forecast: its days do not add up`)
    if (window === 'hour') refuse('/window', 'is a day or a week where a forecast is held against it')
    if (value !== null && (value < 0.5 || value > 0.99)) refuse('/condition/value', 'must lie between 0.5 and 0.99')
    if (least !== null) refuse('/condition/minimum_observations', 'is of rates, which cannot be forecast')
    return
  }
  const message =
    kind === 'at_reorder_point'
      ? metric === 'products_below_reorder'
        ? undefined
        : 'at_reorder_point is a condition of products_below_reorder'
      : value === null
        ? 'must have a value'
        : kind !== 'above' && kind !== 'below' && value <= 0
          ? 'must be a fraction above 0'
          : undefined
  const path = kind === 'at_reorder_point' ? '/condition/kind' : '/condition/value'
  if (message !== undefined) throw new Failure('invalid_request', message, { errors: [{ path, message }] })
  if (least !== null && measures.get(metric)?.observations === undefined) {
    const message = `${metric} is no rate over observations that can be counted`
    throw new Failure('invalid_request', message, { errors: [{ path: '/condition/minimum_observations', message }] })
  }
  if (measures.get(metric)?.unit !== 'distribution') return
  const errors = [{ path: '/metric', message: 'is a distribution, which no single value can be held against' }]
  throw new Failure('invalid_request', `${metric} has no single value.`, { errors })
}
