import type { Condition } from '../../measures/condition.ts'
import { count } from '../../measures/define.ts'
import type { Unfollowed } from '../../measures/state.ts'
import { ofTenant } from '../../warehouse/sql/relation.ts'
import { conditionOf } from '../../warehouse/sql/sum.ts'

/** The events of a state that no other one follows before the range's end. */
export function withoutFollowUp({ of, when, unless }: Unfollowed): Condition {
  const followers = `SELECT ${of} FROM ${ofTenant('events', `${of}, type, action, occurred_at`)}
    WHERE ${conditionOf(count(unless))} AND occurred_at < {to:DateTime64(6, 'UTC')}`
  const where = [when.where, `${of} NOT IN (${followers})`].filter(Boolean).join(' AND ')
  return { ...when, where }
}
