import { create } from 'xmlbuilder2'
import type { IncidentFile } from '../file.ts'

/** What a file is: a draft, which only the quality officer submits to the authority. */
export const notice =
  'Prepared from recorded events, not filed. Check it against the form of the authority before submission.'

/** Classes as section 1.2 of the form names them. */
const classes = {
  public_health_threat: 'Serious public health threat',
  death_or_unanticipated_deterioration: 'Death or unanticipated serious deterioration in state of health',
  other_serious: 'All other reportable incidents',
} as const

const annexOf = (codes: readonly string[], annex: string) =>
  codes.filter((code) => code.toUpperCase().startsWith(annex))

/**
 * An incident by the sections of the Manufacturer Incident Report of the European Commission (MIR 7.3.1). The names of the
 * fields are ours: the schema of the form is its authority's to give, and was not checked against.
 */
export function mirOf({ incident, clock, missing, market, similar_by, written_at }: IncidentFile) {
  const { imdrf_codes: codes } = incident
  return {
    notice,
    administrative_information: {
      date_of_report: written_at,
      date_of_incident: incident.occurred_at,
      manufacturer_awareness_date: incident.aware_at,
      report_type: incident.status === 'closed' ? 'Final' : incident.status === 'updated' ? 'Follow up' : 'Initial',
      classification: clock.class === null ? null : classes[clock.class],
      due_at: clock.deadlines.find(({ authority }) => authority === 'EU')?.due_at ?? null,
      manufacturer_reference: incident.report_id,
    },
    medical_device_information: {
      product: incident.product_id,
      device_type: incident.device_type,
      udi: incident.udi,
      lot: incident.lot,
      serial: incident.serial,
      software_version: incident.firmware,
    },
    incident_information: {
      description: incident.narrative,
      term: incident.term,
      severity: incident.severity,
      country: incident.country,
      device_problem_codes: annexOf(codes, 'A'),
    },
    patient_information: {
      reference: incident.user_id,
      clinical_sign_codes: annexOf(codes, 'E'),
      health_impact_codes: annexOf(codes, 'F'),
      outcome: incident.outcome,
    },
    manufacturer_analysis: {
      investigation_codes: annexOf(codes, 'B'),
      finding_codes: annexOf(codes, 'C'),
      conclusion_codes: annexOf(codes, 'D'),
      component_codes: annexOf(codes, 'G'),
      similar_incidents: {
        based_on: similar_by === 'imdrf_codes' ? 'the product and device problem codes' : 'the product and severity',
        by_year_and_region: market,
      },
    },
    fields_to_complete: missing,
  }
}

/** The same as XML; lists become elements of one name, and what is not known is left out. */
export function mirXmlOf(file: IncidentFile): string {
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('manufacturer_incident_report')
  append(root, mirOf(file))
  return root.end({ prettyPrint: true })
}

type Element = ReturnType<ReturnType<typeof create>['ele']>

/** Characters that XML 1.0 cannot hold, not even by reference. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

function append(parent: Element, values: object): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === null) continue
    if (Array.isArray(value)) for (const item of value) append(parent, { [name]: item })
    else if (typeof value === 'object') append(parent.ele(name), value)
    else parent.ele(name).txt(String(value).toWellFormed().replace(notInXml, '\ufffd'))
  }
}
