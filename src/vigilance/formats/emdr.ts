import type { IncidentFile } from '../file.ts'
import { notice } from './mir.ts'

/** Outcomes of section B2 of the form. */
const outcomes: Readonly<Record<string, string>> = {
  death: 'Death',
  life_threatening: 'Life-threatening',
  severe: 'Other serious (important medical event)',
}

/**
 * An incident by the sections of form FDA 3500A, which an eMDR carries. The names of the sections are the form's, those of the
 * fields ours; codes of annexes A to G stand for the FDA's, which are harmonised with them.
 */
export function emdrOf({ incident, clock, missing, written_at }: IncidentFile) {
  const annex = (name: string) => incident.imdrf_codes.filter((code) => code.toUpperCase().startsWith(name))
  return {
    notice,
    A: { patient_identifier: incident.user_id },
    B: {
      adverse_event: incident.severity !== 'malfunction',
      product_problem: incident.severity === 'malfunction' || annex('A').length > 0,
      outcome: outcomes[incident.severity ?? ''] ?? null,
      date_of_event: incident.occurred_at.slice(0, 10),
      date_of_report: written_at.slice(0, 10),
      description: incident.narrative,
    },
    D: {
      brand_name: incident.product_id,
      common_device_name: incident.device_type,
      lot: incident.lot,
      serial: incident.serial,
      udi: incident.udi,
    },
    F: { patient_codes: annex('E'), device_codes: annex('A') },
    G: {
      date_received_by_manufacturer: incident.aware_at,
      type_of_report: clock.class === 'public_health_threat' ? '5-day' : '30-day',
      due_at: clock.deadlines.find(({ authority }) => authority === 'FDA')?.due_at ?? null,
      manufacturer_report_number: incident.report_id,
    },
    H: {
      type_of_reportable_event: outcomeKind(incident.severity),
      health_impact_codes: annex('F'),
      component_codes: annex('G'),
      investigation_type_codes: annex('B'),
      finding_codes: annex('C'),
      conclusion_codes: annex('D'),
      software_version: incident.firmware,
    },
    fields_to_complete: missing,
  }
}

function outcomeKind(severity: string | null): string {
  if (severity === 'death') return 'Death'
  return severity === 'severe' || severity === 'life_threatening' ? 'Serious injury' : 'Malfunction'
}
