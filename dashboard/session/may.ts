import type { Scope } from '../api/generated/contract.ts'
import type { Session } from '../api/session.ts'

/** Whether a session may do what asks for a scope; `admin` may do everything within its tenant. */
export const may = ({ scopes }: Pick<Session, 'scopes'>, scope: Scope): boolean =>
  scopes.includes(scope) || scopes.includes('admin')

/** Whether a session has one of several scopes. */
export const mayAny = (session: Pick<Session, 'scopes'>, scopes: Scope | readonly Scope[]): boolean =>
  [scopes].flat().some((scope) => may(session, scope))
