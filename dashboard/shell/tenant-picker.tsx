import { NativeSelect, Select } from '@mantine/core'
import { useSession } from '../session/session.ts'
import { useVisit } from '../session/visit.ts'

/** More than these are searched rather than looked through. */
const handful = 7

/** The tenant to view; only operators have a choice. */
export default function TenantPicker() {
  const { tenant_id: current, tenants } = useSession()
  const visit = useVisit()
  if (tenants === undefined) return null
  const data = tenants.map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} (${id})` }))
  const shared = {
    label: 'Look at',
    size: 'xs',
    value: current,
    disabled: visit.isPending,
    error: visit.error?.message,
  } as const
  if (tenants.length <= handful) {
    return <NativeSelect {...shared} data={data} onChange={(event) => visit.mutate(event.currentTarget.value)} />
  }
  return (
    <Select
      {...shared}
      searchable
      allowDeselect={false}
      limit={50}
      nothingFoundMessage="No matching tenant"
      comboboxProps={{ withinPortal: false }}
      data={data}
      onChange={(chosen) => {
        if (chosen !== null && chosen !== current) visit.mutate(chosen)
      }}
    />
  )
}
