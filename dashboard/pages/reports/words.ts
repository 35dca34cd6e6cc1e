import type { Fact } from '../../charts/facts.tsx'

export const stateTitles: Readonly<Record<string, string>> = {
  not_reportable: 'not reportable',
  closed: 'closed',
  running: 'on time',
  half: 'half the time elapsed',
  due_soon: 'due soon',
  overdue: 'overdue',
}

export const stateTones: Readonly<Record<string, Pick<Fact, 'tone'>>> = {
  half: { tone: 'warn' },
  due_soon: { tone: 'bad' },
  overdue: { tone: 'bad' },
}

export const classTitles: Readonly<Record<string, string>> = {
  public_health_threat: 'Serious public health threat',
  death_or_unanticipated_deterioration: 'Death or unanticipated deterioration',
  other_serious: 'Other serious incident',
}

const fields: Readonly<Record<string, string>> = {
  aware_at: 'Awareness date',
  product_id: 'Product (from batch events of its lot)',
  lot: 'Lot',
  serial: 'Serial number',
  udi: 'UDI',
  device_type: 'Device type',
  severity: 'Severity',
  country: 'Country',
  term: 'Term',
  narrative: 'Description',
  outcome: 'Outcome for the patient',
  'imdrf_codes: annex A': 'Device problem code (IMDRF annex A)',
  'imdrf_codes: annex E': 'Clinical sign code (IMDRF annex E)',
  'imdrf_codes: annex F': 'Health impact code (IMDRF annex F)',
}

export const fieldTitle = (field: string): string => fields[field] ?? field
