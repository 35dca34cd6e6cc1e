import type { Principal } from './principal.ts'

/** Whether somebody runs the service: an admin of the tenant that the configuration names. */
export const isOperator = ({ tenantId, scopes }: Principal, operatorTenant: string) =>
  tenantId === operatorTenant && scopes.includes('admin')

/** Whether somebody may look at the figures of other tenants: one who runs the service, or has the role for it. */
export const mayVisit = (principal: Principal, operatorTenant: string) =>
  isOperator(principal, operatorTenant) || (principal.tenantId === operatorTenant && principal.role === 'operator')

/** An operator as they are in a tenant that is not theirs: they read, and every trail tells whose eyes they are. */
export const asVisitor = (operator: Principal, tenantId: string): Principal => ({
  ...operator,
  tenantId,
  name: `${operator.name} (operator)`,
  scopes: ['analytics:read'],
  isVisitor: true,
})
