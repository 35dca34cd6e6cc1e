import { useNavigate } from '@tanstack/react-router'
import { subjectScopes } from '../pages/subjects/search.ts'
import { mayAny } from '../session/may.ts'
import { useSession } from '../session/session.ts'
import type { Command } from './command.ts'

const longestId = 128

/** The ways to the page of the person or device whose id was typed, for those who may open it. */
export function useSubjectCommands(typed: string): Command[] {
  const navigate = useNavigate()
  const session = useSession()
  const id = typed.trim()
  if (id === '' || id.length > longestId || /\s/.test(id) || !mayAny(session, subjectScopes)) return []
  const to = (search: Readonly<Record<string, string>>) => () =>
    void navigate({ to: '/subjects', search: search as never })
  return [
    { id: 'subject user', group: 'Person', title: `Who read the data of ${id}`, run: to({ user_id: id }) },
    { id: 'subject device', group: 'Device', title: `Who read the data of device ${id}`, run: to({ device_id: id }) },
  ]
}
