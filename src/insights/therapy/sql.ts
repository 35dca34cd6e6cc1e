import { logMoment } from '../../warehouse/sql/log-order.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'

/** Of all prescribed days recorded, this share must be valid (Osterberg and Blaschke, NEJM 353, 2005). */
export const adherentFrom = 0.8

const since = "occurred_at >= {from:DateTime64(6, 'UTC')}"
const first = (when: string) => `minOrNullIf(occurred_at, ${when})`

/** What became of each chosen order, whenever it happened. `chosen` is SQL of their ids. */
const ordersSql = (chosen: string) => `SELECT order_id,
      ${first("type = 'order' AND action = 'placed'")} AS ordered,
      ${first("type = 'shipment' AND action = 'dispatched'")} AS sent,
      ${first("type = 'shipment' AND action = 'delivered'")} AS arrived,
      ${first("type = 'refund' AND action = 'completed'")} AS refunded,
      argMinIf(user_id, ${logMoment}, type = 'order' AND user_id != '') AS buyer,
      argMinIf(toString(region), ${logMoment}, type = 'order' AND region != '') AS region,
      groupUniqArrayArrayIf(line_products, type = 'order') AS products,
      arrayFilter(lot -> lot NOT IN ('', 'UNKNOWN'), groupUniqArrayArray(arrayConcat(line_lots, lots))) AS order_lots
    FROM ${ofTenant('events', `order_id, type, action, occurred_at, log_position, user_id, region, lots, items.lot AS line_lots, items.product_id AS line_products`)}
    WHERE type IN ('order', 'shipment', 'refund') AND ${since} AND order_id IN (${chosen})
    GROUP BY order_id`

/** Each device that has an event since the range began. */
const devicesSql = `SELECT device_id,
      argMinIf(order_id, ${logMoment}, order_id != '') AS named,
      argMinIf(user_id, ${logMoment}, user_id != '') AS wearer,
      argMinIf(lot, ${logMoment}, type = 'device' AND lot NOT IN ('', 'UNKNOWN')) AS device_lot,
      ${first("type = 'device' AND action = 'activated'")} AS activated,
      argMinIf(toString(firmware), ${logMoment}, type = 'device' AND action = 'activated') AS firmware,
      sumIf(ifNull(valid_patch_days, 0), type = 'patch' AND action = 'day_recorded') AS valid,
      sumIf(ifNull(prescribed_days, 0), type = 'patch' AND action = 'day_recorded') AS prescribed,
      ${first("type = 'adverse_event' AND action = 'reported'")} AS harmed
    FROM ${ofTenant(
      'events',
      'device_id, order_id, user_id, lot, type, action, occurred_at, log_position, firmware, valid_patch_days, prescribed_days',
    )}
    WHERE type IN ('device', 'patch', 'adverse_event') AND ${since} AND device_id != ''
    GROUP BY device_id HAVING isNotNull(activated)`

/**
 * Products that come with a device: those of which a batch, a count of the stock or a line of an order has a lot that devices
 * carry, and those that alone make up an order that a device names. Refills and accessories are none.
 */
export const deviceProductsSql = `WITH device_lots AS (
      SELECT lot FROM ${ofTenant('events', 'type, lot')} WHERE type = 'device' AND lot NOT IN ('', 'UNKNOWN') GROUP BY lot)
    SELECT DISTINCT product_id FROM ${ofTenant('events', 'type, lot, product_id')}
      WHERE type IN ('batch', 'inventory') AND product_id != '' AND lot IN (SELECT lot FROM device_lots)
    UNION DISTINCT SELECT line_product AS product_id
      FROM ${ofTenant('events', 'type, occurred_at, items.lot AS line_lots, items.product_id AS line_products')}
      ARRAY JOIN line_lots AS line_lot, line_products AS line_product
      WHERE type = 'order' AND ${since} AND line_lot IN (SELECT lot FROM device_lots)
    UNION DISTINCT SELECT ordered[1] AS product_id FROM (
      SELECT groupUniqArrayArray(line_products) AS ordered
      FROM ${ofTenant('events', 'type, occurred_at, order_id, items.product_id AS line_products')}
      WHERE type = 'order' AND ${since} AND order_id IN (
        SELECT order_id FROM ${ofTenant('events', 'type, occurred_at, order_id')} WHERE type = 'device' AND ${since} AND order_id != '')
      GROUP BY order_id HAVING length(ordered) = 1)`

const ofDevice = 'device_id, activated, firmware, valid, prescribed, harmed'

/**
 * A device belongs to the order that one of its events names (device and adverse_event events may carry `order_id`). One
 * whose events name none belongs to the last order before its activation by the same person of the device's lot.
 */
const linksSql = `SELECT named AS linked, ${ofDevice} FROM devices WHERE named != ''
    UNION ALL SELECT order_id AS linked, ${ofDevice}
    FROM (SELECT ${ofDevice}, wearer, device_lot, assumeNotNull(activated) AS begins FROM devices
      WHERE named = '' AND wearer != '' AND device_lot != '') AS device
    ASOF JOIN (SELECT order_id, buyer, arrayJoin(order_lots) AS order_lot, assumeNotNull(ordered) AS placed FROM orders) AS bought
      ON device.wearer = bought.buyer AND device.device_lot = bought.order_lot AND device.begins >= bought.placed`

/**
 * SQL of a row for each chosen order: whether it holds what comes with a device (all do where no such product is known), and
 * the moments of its steps, null where it did not come that far or holds none.
 * `chosen` is SQL of their ids, `deviceProducts` of an array of products.
 */
export const therapiesSql = (chosen: string, deviceProducts: string) => `
  WITH orders AS (${ordersSql(chosen)}), devices AS (${devicesSql}), links AS (${linksSql})
  SELECT order_id, region, products, order_lots, ordered, refunded,
    empty(${deviceProducts}) OR hasAny(products, ${deviceProducts}) OR began IS NOT NULL AS with_device,
    if(with_device, sent, NULL) AS shipped,
    if(isNull(shipped), NULL, arrived) AS delivered,
    if(isNull(delivered), NULL, began) AS activated,
    isNotNull(activated) AND prescribed > 0 AND toFloat64(valid) >= ${adherentFrom} * toFloat64(prescribed) AS adherent,
    if(isNull(activated), NULL, harm) AS harmed,
    if(isNull(activated), '', version) AS firmware
  FROM orders LEFT JOIN (
    SELECT linked, min(activated) AS began, argMin(firmware, (activated, device_id)) AS version, sum(valid) AS valid,
      sum(prescribed) AS prescribed, min(harmed) AS harm
    FROM links GROUP BY linked) AS therapy ON orders.order_id = therapy.linked`
