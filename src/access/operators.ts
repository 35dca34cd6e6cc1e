import type { Principal } from './principal.ts'

/** Whether somebody runs the service: an admin of the tenant that the configuration names. */
export const isOperator = ({ tenantId, scopes }: Principal, operatorTenant: string) =>
  tenantId === operatorTenant && scopes.includes('admin')

/** An operator as they are in a tenant that is not theirs: they read, and every trail tells whose eyes they are. */
export const asVisitor = (operator: Principal, tenantId: string): Principal => ({
  ...operator,
  tenantId,
  name: `${operator.name} (operator)`,
  scopes: ['analytics:read'],
  isVisitor: true,
})
