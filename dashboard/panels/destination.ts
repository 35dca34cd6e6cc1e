/** A page about one thing that a cell names. */
export type Destination =
  | { readonly to: '/lots/$lot'; readonly params: { readonly lot: string } }
  | { readonly to: '/trace/$eventId'; readonly params: { readonly eventId: string } }

export const lotPage = (lot: string): Destination => ({ to: '/lots/$lot', params: { lot } })

export const tracePage = (eventId: string): Destination => ({ to: '/trace/$eventId', params: { eventId } })
