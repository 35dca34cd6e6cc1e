import { Button, Menu } from '@mantine/core'
import { IconDownload, IconLock } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { askEvents } from '../../api/events.ts'
import { Message } from '../../feedback/message.tsx'
import { RecordPage } from '../../page-frame/record-page.tsx'
import { may } from '../../session/may.ts'
import { useSession } from '../../session/session.ts'
import { PageLayout } from '../../shell/page-layout.tsx'
import { fileAddress, reportGroups } from './groups.ts'

const files = [
  ['mir-xml', 'MIR, XML'],
  ['mir-json', 'MIR, JSON'],
  ['emdr-json', 'FDA 3500A, JSON'],
  ['fhir', 'FHIR R4, JSON'],
] as const

/** The report as a file for the person who submits it to the authority; nothing is sent from here. */
function Download({ report }: { report: string }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<IconDownload size={16} stroke={1.7} />}>
          Prepare for filing
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {files.map(([format, title]) => (
          <Menu.Item key={format} component="a" href={fileAddress(report, format)} download>
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** All about one report of an adverse event, for those who may read what is personal; each look is in the audit trail. */
export function Page() {
  const { reportId } = useParams({ from: '/signed-in/reports/$reportId' })
  const session = useSession()
  const groups = useMemo(() => reportGroups(reportId), [reportId])
  const ask = useMemo(() => askEvents({ report_id: reportId }), [reportId])
  if (!may(session, 'personal:read')) {
    return (
      <PageLayout title="Report">
        <Message icon={<IconLock size={22} stroke={1.6} />} title="You may not open this page">
          It requires the scope personal:read.
        </Message>
      </PageLayout>
    )
  }
  return (
    <RecordPage kind="Report" id={reportId} ask={ask} groups={groups} events={{ report_id: reportId }}>
      <Download report={reportId} />
    </RecordPage>
  )
}
