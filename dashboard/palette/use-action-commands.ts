import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { Scope } from '../api/generated/contract.ts'
import { mayAny } from '../session/may.ts'
import { useSession, useSignOut } from '../session/session.ts'
import type { Command } from './command.ts'

interface Place {
  readonly group: 'Settings' | 'Action'
  readonly title: string
  readonly also: string
  readonly to: string
  /** The id of the section's heading. */
  readonly hash: string
  readonly scope: Scope
}

/** Sections of the pages that manage things, by what is set or done there. */
export const places: readonly Place[] = [
  { ...at('/settings', 'rate-limits', 'admin'), title: 'Rate limits', also: 'throttle quota requests' },
  { ...at('/settings', 'roles', 'admin'), title: 'Roles', also: 'permissions scopes rights' },
  { ...at('/settings', 'controls', 'admin'), title: 'Compliance controls', also: 'approval signature small cells' },
  { ...at('/people', 'people', 'admin'), title: 'People', also: 'users members invitations sign-in' },
  { ...at('/people', 'service-accounts', 'admin'), title: 'Service accounts', also: 'machine client programs' },
  { ...at('/people', 'api-keys', 'admin'), title: 'API keys', also: 'token credential secret' },
  { ...at('/compliance', 'audit', 'compliance:audit'), title: 'Audit trail', also: 'log who read access' },
  { ...at('/compliance', 'retention', 'admin'), title: 'Retention policies', also: 'delete age keep' },
  { ...doing('/people', 'people', 'admin'), title: 'Invite a person', also: 'add user member' },
  { ...doing('/people', 'api-keys', 'admin'), title: 'Create an API key', also: 'new token credential' },
  { ...doing('/compliance', 'requests', 'compliance:export'), title: "Export a person's data", also: 'gdpr access' },
  {
    ...doing('/compliance', 'requests', 'compliance:erase'),
    title: "Erase a person's data",
    also: 'gdpr delete forget',
  },
  { ...doing('/compliance', 'holds', 'compliance:audit'), title: 'Place a legal hold', also: 'litigation keep' },
]

function at(to: string, hash: string, scope: Scope) {
  return { group: 'Settings', to, hash, scope } as const
}

function doing(to: string, hash: string, scope: Scope) {
  return { group: 'Action', to, hash, scope } as const
}

/** Settings and actions that the reader may reach, each by its name. */
export function useActionCommands(): Command[] {
  const navigate = useNavigate()
  const session = useSession()
  const signOut = useSignOut()
  return useMemo(
    () => [
      ...places
        .filter(({ scope }) => mayAny(session, scope))
        .map(({ group, title, also, to, hash }) => ({
          ...{ id: `${group} ${title}`, group, title, also },
          run: () => void navigate({ to, hash, search: {} as never }),
        })),
      {
        ...{ id: 'copy link', group: 'Action', title: 'Copy the link to this view', also: 'share url address' },
        run: () => void navigator.clipboard.writeText(window.location.href),
      },
      { id: 'sign out', group: 'Action', title: 'Sign out', also: 'leave log out', run: () => void signOut() },
    ],
    [navigate, session, signOut],
  )
}
