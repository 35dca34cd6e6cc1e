import type { Principal } from './principal.ts'

/** Whether a principal is an operator: an admin of the tenant that the configuration names. */
export const isOperator = ({ tenantId, scopes }: Principal, operatorTenant: string) =>
  tenantId === operatorTenant && scopes.includes('admin')

/** Whether a principal may see the figures of other tenants: an operator, or one who has the role for it. */
export const mayVisit = (principal: Principal, operatorTenant: string) =>
  isOperator(principal, operatorTenant) || (principal.tenantId === operatorTenant && principal.role === 'operator')

/**
 * An operator as they are in a tenant that is not theirs: they read only, and every audit trail names them as the
 * actor.
 */
export const asVisitor = (operator: Principal, tenantId: string): Principal => ({
  ...operator,
  tenantId,
  name: `${operator.name} (operator)`,
  scopes: ['analytics:read'],
  isVisitor: true,
})
