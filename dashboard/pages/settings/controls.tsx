import { Button, Checkbox, NumberInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { sessionQuery } from '../../api/session.ts'
import { changeTenant, type Tenant, tenantQuery } from '../../api/settings.ts'
import { Fault } from '../../sections/fault.tsx'
import { ListState } from '../../sections/list-state.tsx'
import form from '../../sections/section.module.css'
import { Section } from '../../sections/section.tsx'

function ControlsForm({ tenant }: { tenant: Tenant }) {
  const client = useQueryClient()
  const router = useRouter()
  const [smallCell, setSmallCell] = useState<number | string>(tenant.small_cell)
  const [twoPersons, setTwoPersons] = useState(tenant.two_person_approval)
  const [signatures, setSignatures] = useState(tenant.signatures_required)
  const [reason, setReason] = useState('')
  const change = useMutation({
    mutationFn: changeTenant,
    onSuccess: async (changed) => {
      setReason('')
      client.setQueryData(tenantQuery.queryKey, changed)
      // Forms ask for a signature by what the session says.
      await client.fetchQuery({ ...sessionQuery, staleTime: 0 })
      await router.invalidate()
    },
  })
  const wanted = {
    small_cell: Number(smallCell),
    two_person_approval: twoPersons,
    signatures_required: signatures,
  }
  const isChanged =
    wanted.small_cell !== tenant.small_cell ||
    wanted.two_person_approval !== tenant.two_person_approval ||
    wanted.signatures_required !== tenant.signatures_required
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ change: wanted, reason })
  }
  return (
    <form className={form.form} aria-label="Controls" onSubmit={submit}>
      <NumberInput
        label="Small-cell threshold"
        description="Figures of health, cut by dimensions or filters, that rest on fewer devices are not shown. 0: all are shown; 5 is usual."
        min={0}
        max={1_000}
        allowDecimal={false}
        clampBehavior="strict"
        value={smallCell}
        onChange={setSmallCell}
      />
      <Checkbox
        label="Two-person approval"
        description="Erasures, releases of legal holds and changes of retention policies wait until another person approves them."
        checked={twoPersons}
        onChange={(event) => setTwoPersons(event.currentTarget.checked)}
      />
      <Checkbox
        label="Signatures"
        description="Changes that matter are signed with a meaning: the API key again, or a fresh sign-in."
        checked={signatures}
        onChange={(event) => setSignatures(event.currentTarget.checked)}
      />
      <TextInput
        label="Reason, for the audit trail"
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" disabled={!isChanged || smallCell === ''} loading={change.isPending}>
          Save the controls
        </Button>
      </div>
      {change.isSuccess && !isChanged ? (
        <p className={form.note} role="status">
          Saved.
        </p>
      ) : null}
      <Fault error={change.error} />
    </form>
  )
}

/** Small cells, two-person approval and signatures. */
export function Controls() {
  const query = useQuery(tenantQuery)
  return (
    <Section
      id="controls"
      title="Controls"
      note="How strictly the workspace handles small numbers and changes that matter. Each change is in the audit trail with its old and new value."
    >
      <ListState query={query} isEmpty={false} empty="" />
      {query.data === undefined ? null : <ControlsForm tenant={query.data} />}
    </Section>
  )
}
