import { type Principal, personOf } from '../access/principal.ts'
import type { Asker } from '../subjects/approval-requests.ts'

/** Who asks for a change, or decides on one. */
export const askerOf = (principal: Principal): Asker => ({ id: personOf(principal), name: principal.name })
