import { Button, Modal, SegmentedControl } from '@mantine/core'
import { IconGavel } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Disposition, decideOnLot } from '../../api/quality.ts'
import { Confirm } from '../../sections/confirm.tsx'
import { useSigning } from '../../sections/signing.tsx'
import type { OneLot } from './one-lot.ts'

const titles: Readonly<Record<Disposition, string>> = {
  released: 'Release',
  quarantined: 'Quarantine',
  recalled: 'Recall',
}
const consequences: Readonly<Record<Disposition, string>> = {
  released: 'Units of it may be sold and used.',
  quarantined: 'Units of it must not be sold or used until the lot is released.',
  recalled:
    'A recall is final. It places a legal hold on the lot, and the list of all it reached can be downloaded here.',
}
const all = Object.keys(titles) as Disposition[]

/** Releases, quarantines or recalls a lot, with a reason and, where the workspace asks for it, a signature. */
export function DispositionControl({ lot, status }: { lot: string; status: OneLot['status'] }) {
  const client = useQueryClient()
  const signing = useSigning('released')
  const choices = all.filter((it) => it !== status)
  const [isOpen, setIsOpen] = useState(false)
  const [disposition, setDisposition] = useState<Disposition>()
  const chosen = disposition !== undefined && choices.includes(disposition) ? disposition : choices[0]
  const decide = useMutation({
    mutationFn: decideOnLot,
    onSuccess: async () => {
      setIsOpen(false)
      await client.invalidateQueries()
    },
  })
  if (chosen === undefined || status === 'recalled' || status === 'unknown') return null
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconGavel size={16} stroke={1.7} />}
        onClick={() => setIsOpen(true)}
      >
        Change disposition
      </Button>
      <Modal opened={isOpen} onClose={() => setIsOpen(false)} title={`Disposition of lot ${lot}`} centered>
        <SegmentedControl
          fullWidth
          aria-label="New disposition"
          data={choices.map((value) => ({ value, label: titles[value] }))}
          value={chosen}
          onChange={(value) => setDisposition(value as Disposition)}
        />
        <Confirm
          label={`${titles[chosen]} lot ${lot}`}
          action={titles[chosen]}
          needsReason
          signing={signing}
          error={decide.error}
          isPending={decide.isPending}
          onConfirm={(reason) => decide.mutate({ lot, disposition: chosen, reason, signature: signing.headers })}
          onCancel={() => setIsOpen(false)}
        >
          {consequences[chosen]}
        </Confirm>
      </Modal>
    </>
  )
}
