import { Drawer } from '@mantine/core'
import styles from './more-pages.module.css'
import { RoomLink } from './page-link.tsx'
import { inBar, rooms } from './page-list.ts'

/** The rooms that the bar of a phone has no place for. */
export default function MoreRooms({ onClose }: { onClose: () => void }) {
  return (
    <Drawer
      opened
      onClose={onClose}
      title="Rooms"
      position="bottom"
      size="auto"
      radius="lg"
      closeButtonProps={{ 'aria-label': 'Close the list of rooms' }}
    >
      <ul className={styles.list}>
        {rooms.slice(inBar).map((room) => (
          <li key={room.to}>
            <RoomLink room={room} className={styles.room} iconClassName={styles.icon} onClick={onClose} />
          </li>
        ))}
      </ul>
    </Drawer>
  )
}
