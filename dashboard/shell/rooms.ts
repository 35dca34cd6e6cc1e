import { IconActivityHeartbeat, IconBarcode, IconCreditCard, IconLayoutDashboard } from '@tabler/icons-react'

/**
 * Every room of the page, in the order of the navigation. A new room is one line here and one route. On a phone the
 * first four stand in the bar and the others behind "More".
 */
export const rooms = [
  { to: '/', title: 'Overview', icon: IconLayoutDashboard },
  { to: '/payments', title: 'Payments', icon: IconCreditCard },
  { to: '/lots', title: 'Lots', icon: IconBarcode },
  { to: '/live', title: 'Live', icon: IconActivityHeartbeat },
] as const

/** How many rooms the bar of a phone shows beside "More". */
export const inBar = 4
