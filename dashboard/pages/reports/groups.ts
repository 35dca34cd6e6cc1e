import { writeAddress } from '../../api/address.ts'
import type { Answer, Ask } from '../../api/ask.ts'
import { askEvents } from '../../api/events.ts'
import type { Answered } from '../../api/generated/contract.ts'
import type { Fact } from '../../charts/facts.tsx'
import { devicePage, lotPage } from '../../panels/destination.ts'
import { definePanel, type Panel, type PanelGroup } from '../../panels/panel.ts'
import { shownFacts } from '../../panels/shown-facts.tsx'
import { factOf, timelinePanel } from '../../records/panels.tsx'
import { formatFullMoment } from '../../time/moment.ts'
import { gistOf } from '../live/summary.ts'
import { severityTitle, severityTone } from '../lots/severity.ts'
import { classTitles, fieldTitle, stateTitles, stateTones } from './words.ts'

export type IncidentAnswer = Answered<'GET /analytics/incidents/{report_id}'> & Answer

const addressOf = (report_id: string) => `/analytics/incidents/${encodeURIComponent(report_id)}`
const askIncident = (report_id: string): Ask => ({ method: 'GET', path: addressOf(report_id) })

/** Where the report is downloaded as a file. */
export const fileAddress = (report_id: string, format: string) =>
  `${addressOf(report_id)}/file${writeAddress({ format })}`

type Declared = Pick<Panel, 'id' | 'title'> & Partial<Pick<Panel, 'question' | 'width' | 'formula'>>

const incidentPanel = (
  report_id: string,
  declared: Declared,
  show: Parameters<typeof definePanel<IncidentAnswer>>[0]['show'],
) => definePanel<IncidentAnswer>({ scope: 'personal:read', ...declared, ask: () => [askIncident(report_id)], show })

/** What was reported, and how long there is to file it. */
export function incidentFacts({ incident, clock }: IncidentAnswer, zone: string): Fact[] {
  const at = (moment: string | null) => (moment === null ? null : formatFullMoment(moment, zone))
  return [
    { ...factOf('Filing', stateTitles[clock.state] ?? clock.state), ...stateTones[clock.state] },
    factOf('Class', clock.class === null ? null : (classTitles[clock.class] ?? clock.class)),
    factOf(
      clock.is_assumed ? 'Received' : 'Aware since',
      at(clock.since),
      clock.is_assumed ? 'no awareness date reported' : null,
    ),
    factOf('Status', incident.status, at(incident.occurred_at)),
    factOf('Severity', incident.severity === null ? null : severityTitle(incident.severity)),
    factOf('Term', incident.term),
    factOf('Outcome', incident.outcome),
    factOf('Country', incident.country),
    factOf('Product', incident.product_id, incident.device_type),
    factOf('Firmware', incident.firmware),
    factOf('UDI', incident.udi, incident.serial === null ? null : `serial ${incident.serial}`),
    factOf('IMDRF codes', incident.imdrf_codes.length === 0 ? null : incident.imdrf_codes.join(', ')),
  ]
}

/** All about one report: its contents, the deadline to file it, what is missing, and similar reports. */
export function reportGroups(report_id: string): readonly PanelGroup[] {
  const panel = (declared: Declared, show: Parameters<typeof incidentPanel>[2]) =>
    incidentPanel(report_id, declared, show)
  return [
    {
      title: 'Report',
      panels: [
        panel({ id: 'report_facts', title: 'Incident', width: 12 }, ([answer], { view }) =>
          shownFacts(incidentFacts(answer, view.timezone)),
        ),
        panel(
          {
            id: 'report_deadlines',
            title: 'Deadlines',
            question: 'When is it due?',
            formula:
              'EU: Regulation (EU) 2017/745, article 87: 2 days after awareness of a serious public health threat, 10 of a death or an ' +
              'unanticipated serious deterioration, 15 of any other serious incident. FDA: 21 CFR 803: 30 days, 5 work days where it is a threat.',
          },
          ([{ clock }], { view }) => {
            if (clock.deadlines.length === 0)
              return { table: null, reason: 'Not reportable, by its severity, its codes and the reportable flag.' }
            return {
              table: {
                columns: [
                  { id: 'authority', title: 'Authority', unit: 'text' },
                  { id: 'due_at', title: 'Due', unit: 'text' },
                  { id: 'elapsed', title: 'Time elapsed', unit: 'ratio' },
                ],
                rows: clock.deadlines.map(({ authority, due_at, elapsed }) => [
                  ...[authority, formatFullMoment(due_at, view.timezone), elapsed],
                ]),
                currency: null,
              },
              note: clock.is_assumed
                ? 'No awareness date was reported: time runs from when the report was received.'
                : 'Work days are Monday to Friday; holidays are not taken into account.',
            }
          },
        ),
        panel(
          {
            id: 'report_missing',
            title: 'Missing fields',
            question: 'What is still needed before it can be filed?',
          },
          ([{ missing }]) =>
            missing.length === 0
              ? { table: null, reason: 'No checked field is missing.' }
              : {
                  table: {
                    columns: [
                      { id: 'section', title: 'Section', unit: 'text' },
                      { id: 'field', title: 'Field', unit: 'text' },
                    ],
                    rows: missing.map(({ section, field }) => [section, fieldTitle(field)]),
                    currency: null,
                  },
                },
        ),
        panel(
          {
            id: 'report_similar',
            title: 'Similar incidents and units sold',
            question: 'How often has this happened, and how many units are on the market?',
            width: 12,
          },
          ([{ market, similar_by, incident }]) => {
            if (market.length === 0) {
              const why =
                incident.product_id === null
                  ? 'No batch event says which product its lot belongs to.'
                  : 'No orders and no similar reports of its product.'
              return { table: null, reason: why }
            }
            return {
              table: {
                columns: [
                  { id: 'year', title: 'Year', unit: 'text' },
                  { id: 'region', title: 'Region', unit: 'text' },
                  { id: 'incidents', title: 'Similar incidents', unit: 'count' },
                  { id: 'units_sold', title: 'Units sold', unit: 'count' },
                ],
                rows: market.map(({ year, region, incidents, units_sold }) => [
                  String(year),
                  region,
                  incidents,
                  units_sold,
                ]),
                currency: null,
              },
              note:
                similar_by === 'imdrf_codes'
                  ? 'Reports of the product with a device problem code (IMDRF annex A) in common, without this one.'
                  : 'Reports of the product of the same severity, without this one: it has no device problem code (IMDRF annex A).',
            }
          },
        ),
        panel({ id: 'report_device', title: 'Device and lot', width: 12 }, ([{ incident }]) => {
          const { device_id, lot, severity } = incident
          if (device_id === null && lot === null)
            return { table: null, reason: 'The report names no device and no lot.' }
          return {
            table: {
              columns: [
                { id: 'device_id', title: 'Device', unit: 'text', page: devicePage },
                { id: 'lot', title: 'Lot', unit: 'text', page: lotPage },
                { id: 'severity', title: 'Severity', unit: 'text', tone: severityTone },
              ],
              rows: [[device_id, lot, severity === null ? null : severityTitle(severity)]],
              currency: null,
            },
          }
        }),
      ],
    },
    {
      title: 'Events',
      panels: [timelinePanel('report_timeline', askEvents({ report_id }), (event) => gistOf(event).join(' · '))],
    },
  ]
}
