import {
  Button,
  type MantineColorScheme,
  SegmentedControl,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from '@mantine/core'
import { IconChevronDown, IconLogout } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { LatePopover } from '../popover/late-popover.tsx'
import { useSession, useSignOut } from '../session/session.ts'
import styles from './user-menu.module.css'

const TenantPicker = lazy(() => import('./tenant-picker.tsx'))

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
]

/** Whose data this is, the colour scheme, and the way out. */
export function UserMenu() {
  const session = useSession()
  const [opened, setOpened] = useState(false)
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const leave = useMutation({ mutationFn: useSignOut() })
  return (
    <LatePopover
      label="Account"
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={264}
      className={styles.menu}
      fill
      target={(props) => (
        <UnstyledButton className={styles.button} {...props}>
          <span className={styles.initial} aria-hidden="true">
            {session.tenant_name.slice(0, 1).toUpperCase()}
          </span>
          <VisuallyHidden>Account:</VisuallyHidden>
          <span className={styles.names}>
            <span className={styles.name}>{session.tenant_name}</span>
            <span className={styles.tenant}>{session.name}</span>
          </span>
          <IconChevronDown className={styles.chevron} size={16} stroke={1.7} aria-hidden="true" />
        </UnstyledButton>
      )}
    >
      <div>
        <p className={styles.name}>{session.tenant_name}</p>
        <p className={styles.tenant}>{session.name}</p>
        <p className={styles.tenant}>
          {session.reporting_currency} · {session.timezone.replaceAll('_', ' ')}
        </p>
      </div>
      {(session.tenants?.length ?? 0) > 1 ? (
        <Suspense fallback={null}>
          <TenantPicker />
        </Suspense>
      ) : null}
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Colours"
        data={schemes}
        value={colorScheme}
        onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
      />
      <Button
        fullWidth
        size="sm"
        variant="default"
        leftSection={<IconLogout size={16} stroke={1.7} />}
        loading={leave.isPending}
        onClick={() => leave.mutate()}
      >
        Sign out
      </Button>
      {leave.isError ? (
        <p className={styles.failed} role="alert">
          You are still signed in: {leave.error.message}
        </p>
      ) : null}
    </LatePopover>
  )
}
