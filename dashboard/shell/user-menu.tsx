import { type MantineColorScheme, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { IconChevronDown, IconLogout } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useSession, useSignOut } from './session.ts'
import styles from './user-menu.module.css'

const schemes: Readonly<Record<MantineColorScheme, string>> = { light: 'Light', dark: 'Dark', auto: 'As the system' }

/** Whose data this is, the colour scheme, and the way out. */
export function UserMenu() {
  const session = useSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const leave = useMutation({ mutationFn: useSignOut() })
  return (
    <Menu position="bottom-end" width={240} shadow="md" returnFocus>
      <Menu.Target>
        <UnstyledButton className={styles.button} aria-label={`Account: ${session.tenant_name}, ${session.name}`}>
          <span className={styles.initial} aria-hidden="true">
            {session.tenant_name.slice(0, 1).toUpperCase()}
          </span>
          <span className={styles.names}>
            <span className={styles.name}>{session.tenant_name}</span>
            <span className={styles.tenant}>{session.name}</span>
          </span>
          <IconChevronDown className={styles.chevron} size={16} stroke={1.7} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.tenant_id} · {session.reporting_currency} · {session.timezone}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}>
          {Object.entries(schemes).map(([scheme, title]) => (
            <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick={false}>
              {title}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} stroke={1.7} />}
          closeMenuOnClick={false}
          disabled={leave.isPending}
          onClick={() => leave.mutate()}
        >
          Sign out
        </Menu.Item>
        {leave.isError ? (
          <p className={styles.failed} role="alert">
            You are still signed in: {leave.error.message}
          </p>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  )
}
