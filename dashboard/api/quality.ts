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

/** Closes the report of an adverse event. @param signature as above */
export const closeReport = ({
  report,
  signature,
  ...decision
}: Body<'POST /analytics/adverse-events/{report_id}/close'> & { readonly report: string; readonly signature: More }) =>
  postJson(`/analytics/adverse-events/${encodeURIComponent(report)}/close`, decision, undefined, signature)
