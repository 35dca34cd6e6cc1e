/** A page about one thing that a cell names; `own` are parameters of its address that are its own. */
export type Destination =
  | { readonly to: '/lots/$lot'; readonly params: { readonly lot: string } }
  | { readonly to: '/subjects'; readonly params: Record<string, never>; readonly own: Readonly<Record<string, string>> }
  | { readonly to: '/trace/$eventId'; readonly params: { readonly eventId: string } }

export const lotPage = (lot: string): Destination => ({ to: '/lots/$lot', params: { lot } })

export const tracePage = (eventId: string): Destination => ({ to: '/trace/$eventId', params: { eventId } })

/** @param subject a person by `user_id`, or a device by `device_id` */
export const subjectPage = (subject: Readonly<Record<string, string>>): Destination => ({
  ...{ to: '/subjects', params: {} },
  own: subject,
})
