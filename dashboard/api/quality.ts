import type { Body } from './generated/contract.ts'
import { type More, postJson } from './request.ts'

export type Disposition = Body<'POST /analytics/lots/{lot}/disposition'>['disposition']

/** Decides on a lot. @param signature headers that sign it, where the tenant asks for a signature */
export const decideOnLot = ({
  lot,
  signature,
  ...decision
}: Body<'POST /analytics/lots/{lot}/disposition'> & { readonly lot: string; readonly signature: More }) =>
  postJson(`/analytics/lots/${encodeURIComponent(lot)}/disposition`, decision, undefined, signature)
