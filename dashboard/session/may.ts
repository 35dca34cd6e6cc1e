import type { Scope } from '../api/generated/contract.ts'
import type { Session } from '../api/session.ts'

/** Whether a session may do what asks for a scope; `admin` may do everything within its tenant. */
export const may = ({ scopes }: Pick<Session, 'scopes'>, scope: Scope): boolean =>
  scopes.includes(scope) || scopes.includes('admin')
