import { IconActivityHeartbeat, IconLayoutDashboard } from '@tabler/icons-react'

/** Every room of the page, in the order of the navigation. A new room is one line here and one route. */
export const rooms = [
  { to: '/', title: 'Overview', icon: IconLayoutDashboard },
  { to: '/live', title: 'Live', icon: IconActivityHeartbeat },
] as const
