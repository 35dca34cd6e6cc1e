import type { HttpDeps } from './deps.ts'

/** Tokens under which the trail, requests and holds name a person or device. @param id as a client knows it */
export const tokensOf = async (
  { protection, subjectTokens }: Pick<HttpDeps, 'protection' | 'subjectTokens'>,
  tenantId: string,
  id: string,
): Promise<string[]> => subjectTokens(tenantId, await protection.storedAs(tenantId, id))
