type Own = Readonly<Record<string, string>>

/** A page about one thing that a cell names; `own` are parameters of its address that are its own. */
export type Destination =
  | { readonly to: '/lots/$lot'; readonly params: { readonly lot: string } }
  | { readonly to: '/orders/$orderId'; readonly params: { readonly orderId: string } }
  | { readonly to: '/devices/$deviceId'; readonly params: { readonly deviceId: string } }
  | { readonly to: '/customers/$userId'; readonly params: { readonly userId: string } }
  | { readonly to: '/reports/$reportId'; readonly params: { readonly reportId: string } }
  | { readonly to: '/subjects'; readonly params: Record<string, never>; readonly own: Own }
  | { readonly to: '/events'; readonly params: Record<string, never>; readonly own: Own }
  | { readonly to: '/trace/$eventId'; readonly params: { readonly eventId: string } }

export const lotPage = (lot: string): Destination => ({ to: '/lots/$lot', params: { lot } })

export const orderPage = (orderId: string): Destination => ({ to: '/orders/$orderId', params: { orderId } })

export const devicePage = (deviceId: string): Destination => ({ to: '/devices/$deviceId', params: { deviceId } })

export const customerPage = (userId: string): Destination => ({ to: '/customers/$userId', params: { userId } })

export const reportPage = (reportId: string): Destination => ({ to: '/reports/$reportId', params: { reportId } })

export const tracePage = (eventId: string): Destination => ({ to: '/trace/$eventId', params: { eventId } })

/** @param subject a person by `user_id`, or a device by `device_id` */
export const subjectPage = (subject: Own): Destination => ({ to: '/subjects', params: {}, own: subject })

/** @param filters of the look-up: `order_id`, `payment_id`, `type` … */
export const eventsPage = (filters: Own): Destination => ({ to: '/events', params: {}, own: filters })
