import { Button, Checkbox, Group, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { rolesQuery } from '../../api/people.ts'
import { deleteRole, type Role, writeRole } from '../../api/settings.ts'
import { Confirm } from '../../sections/confirm.tsx'
import { Fault } from '../../sections/fault.tsx'
import { ListState } from '../../sections/list-state.tsx'
import form from '../../sections/section.module.css'
import { Section } from '../../sections/section.tsx'
import { useFirstField } from '../../sections/use-first-field.ts'
import { scopeTitles } from '../people/new-key.ts'

/** Only the built-in role is an administrator: the scope `admin` cannot be granted to another one. */
const grantable = Object.entries(scopeTitles).filter(([scope]) => scope !== 'admin')

function RoleForm({ role, onDone }: { role?: Role; onDone: () => void }) {
  const first = useFirstField()
  const client = useQueryClient()
  const [name, setName] = useState(role?.name ?? '')
  const [scopes, setScopes] = useState<readonly string[]>(role?.scopes ?? [])
  const [reason, setReason] = useState('')
  const write = useMutation({
    mutationFn: writeRole,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: rolesQuery.queryKey })
      onDone()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    write.mutate({ name: name.trim(), scopes, reason })
  }
  const title = role === undefined ? 'New role' : `Role ${role.name}`
  return (
    <form ref={first} className={`${form.form} ${form.whole}`} aria-label={title} onSubmit={submit}>
      {role === undefined ? (
        <TextInput
          label="Name"
          description="Lower-case letters, digits, - and _."
          required
          withAsterisk={false}
          pattern="[a-z][a-z0-9_\-]{0,49}"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      ) : null}
      <Checkbox.Group label="Scopes" value={[...scopes]} onChange={setScopes}>
        <div className={form.scopes}>
          {grantable.map(([scope, label]) => (
            <Checkbox key={scope} value={scope} label={label} description={scope} />
          ))}
        </div>
      </Checkbox.Group>
      <TextInput
        label="Reason, for the audit trail"
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button type="submit" disabled={scopes.length === 0} loading={write.isPending}>
          Save the role
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
      <Fault error={write.error} />
    </form>
  )
}

function RoleRow({ role }: { role: Role }) {
  const client = useQueryClient()
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null)
  const remove = useMutation({
    mutationFn: deleteRole,
    onSuccess: () => client.invalidateQueries({ queryKey: rolesQuery.queryKey }),
  })
  const types = role.personal_types
  return (
    <li>
      <div>
        <p className={form.name}>
          {role.name}
          {role.built_in ? ' (built in)' : ''}
        </p>
        <p className={form.detail}>
          {role.scopes.join(', ') || 'no scopes'}
          {types === null ? '' : ` · personal values of ${types.join(', ').replaceAll('_', ' ')}`}
        </p>
      </div>
      {role.built_in ? null : (
        <div className={form.actions}>
          <Button size="xs" variant="default" aria-label={`Edit ${role.name}`} onClick={() => setDoing('edit')}>
            Edit
          </Button>
          <Button size="xs" variant="default" aria-label={`Delete ${role.name}`} onClick={() => setDoing('delete')}>
            Delete
          </Button>
        </div>
      )}
      {doing === 'edit' ? <RoleForm role={role} onDone={() => setDoing(null)} /> : null}
      {doing === 'delete' ? (
        <Confirm
          label={`Delete ${role.name}?`}
          action="Delete the role"
          error={remove.error}
          isPending={remove.isPending}
          onConfirm={(reason) => remove.mutate({ name: role.name, reason })}
          onCancel={() => setDoing(null)}
        >
          A role that people or service accounts have cannot be deleted: give them another first.
        </Confirm>
      ) : null}
    </li>
  )
}

/** The roles that people may have; those of the tenant's own can be changed. */
export function Roles() {
  const query = useQuery(rolesQuery)
  const [making, setMaking] = useState(false)
  return (
    <Section
      id="roles"
      title="Roles"
      note="What people of each role may do. A change holds at once for everyone who has the role."
      action={
        making ? null : (
          <Button size="sm" onClick={() => setMaking(true)}>
            New role
          </Button>
        )
      }
    >
      {making ? <RoleForm onDone={() => setMaking(false)} /> : null}
      <ListState query={query} isEmpty={query.data?.length === 0} empty="No roles." />
      {query.data === undefined ? null : (
        <ul className={form.list} aria-label="Roles">
          {query.data.map((role) => (
            <RoleRow key={role.name} role={role} />
          ))}
        </ul>
      )}
    </Section>
  )
}
