import { Button, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { closeReport } from '../../api/quality.ts'
import type { Trace } from '../../api/trace.ts'
import { Confirm } from '../../sections/confirm.tsx'
import { useSigning } from '../../sections/signing.tsx'
import { may } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'

/** The report that an event is about, as long as it is open here. */
const openReport = ({ event: { type, action, data } }: Trace) =>
  type === 'adverse_event' && action !== 'closed' && typeof data.report_id === 'string' ? data.report_id : undefined

/** Closes the report of an adverse event, with a reason and, where the workspace asks for it, a signature. */
export function CloseReport({ trace }: { trace: Trace }) {
  const session = useSession()
  const client = useQueryClient()
  const signing = useSigning('reviewed')
  const [isOpen, setIsOpen] = useState(false)
  const report = openReport(trace)
  const close = useMutation({
    mutationFn: closeReport,
    onSuccess: async () => {
      setIsOpen(false)
      await client.invalidateQueries({ queryKey: ['trace'] })
    },
  })
  if (report === undefined || !may(session, 'quality:write')) return null
  if (close.isSuccess) return <p role="status">Report {report} is closed.</p>
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setIsOpen(true)}>
        Close report
      </Button>
      <Modal opened={isOpen} onClose={() => setIsOpen(false)} title={`Report ${report}`} centered>
        <Confirm
          label={`Close report ${report}`}
          action="Close the report"
          needsReason
          signing={signing}
          error={close.error}
          isPending={close.isPending}
          onConfirm={(reason) => close.mutate({ report, reason, signature: signing.headers })}
          onCancel={() => setIsOpen(false)}
        >
          The investigation has ended. The report stays in all figures.
        </Confirm>
      </Modal>
    </>
  )
}
