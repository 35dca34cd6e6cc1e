import {
  IconActivityHeartbeat,
  IconBarcode,
  IconBuildingWarehouse,
  IconChartFunnel,
  IconCreditCard,
  IconDeviceWatch,
  IconHeartHandshake,
  IconLayoutDashboard,
  IconPlant2,
  IconServerCog,
  IconTruckDelivery,
  IconUsersGroup,
  IconZoomQuestion,
} from '@tabler/icons-react'

/**
 * Every room of the page, in the order of the navigation. A new room is one line here and one route; its key leads there.
 * On a phone the first four stand in the bar and the others behind "More".
 */
export const rooms = [
  { to: '/', title: 'Overview', key: 'o', icon: IconLayoutDashboard },
  { to: '/funnels', title: 'Funnels', key: 'f', icon: IconChartFunnel },
  { to: '/inventory', title: 'Inventory', key: 'i', icon: IconBuildingWarehouse },
  { to: '/logistics', title: 'Logistics', key: 'l', icon: IconTruckDelivery },
  { to: '/payments', title: 'Payments', key: 'p', icon: IconCreditCard },
  { to: '/growth', title: 'Growth', key: 'g', icon: IconPlant2 },
  { to: '/devices', title: 'Devices', key: 'd', icon: IconDeviceWatch },
  { to: '/retention', title: 'Retention', key: 'r', icon: IconUsersGroup },
  { to: '/lots', title: 'Lots', key: 'b', icon: IconBarcode },
  { to: '/therapy', title: 'Order to therapy', key: 't', icon: IconHeartHandshake },
  { to: '/operations', title: 'Operations', key: 's', icon: IconServerCog },
  { to: '/live', title: 'Live', key: 'v', icon: IconActivityHeartbeat },
  { to: '/explore', title: 'Explore', key: 'e', icon: IconZoomQuestion },
] as const

/** How many rooms the bar of a phone shows beside "More". */
export const inBar = 4
