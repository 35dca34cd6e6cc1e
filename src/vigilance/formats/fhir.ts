import type { AdverseEvent, Bundle, CodeableConcept, Device, Observation, Patient } from '@medplum/fhirtypes'
import type { IncidentFile, Reading } from '../file.ts'

const severities: Readonly<Record<string, string>> = {
  mild: 'mild',
  moderate: 'moderate',
  severe: 'severe',
  life_threatening: 'severe',
  death: 'severe',
}
const serious = new Set(['severe', 'life_threatening', 'death'])

/** LOINC codes of glucose in interstitial fluid, by the UCUM unit (HL7 guide Continuous Glucose Monitoring 1.0.0). */
const glucose: Readonly<Record<string, { code: string; display: string }>> = {
  'mg/dL': { code: '99504-3', display: 'Glucose [Mass/volume] in Interstitial fluid' },
  'mmol/L': { code: '105272-9', display: 'Glucose [Moles/volume] in Interstitial fluid' },
}

const concept = (system: string, code: string, text?: string): CodeableConcept => ({
  coding: [{ system, code }],
  ...(text !== undefined && { text }),
})
const code = 'http://terminology.hl7.org/CodeSystem'

/** An incident as a collection of FHIR R4 resources: the device, the adverse event, and readings around it. */
export function fhirOf(file: IncidentFile): Bundle {
  const { incident, readings, written_at } = file
  const patient: Patient = {
    resourceType: 'Patient',
    id: 'patient',
    identifier: [{ value: incident.user_id ?? 'unknown' }],
  }
  const resources = [patient, deviceOf(file), adverseEventOf(file), ...readings.flatMap(observationOf)]
  return {
    resourceType: 'Bundle',
    type: 'collection',
    timestamp: written_at,
    identifier: { value: incident.report_id },
    entry: resources.map((resource) => ({ fullUrl: `urn:pocm:${resource.resourceType}:${resource.id}`, resource })),
  }
}

const reference = (type: string, id: string) => ({ reference: `urn:pocm:${type}:${id}` })

function deviceOf({ incident }: IncidentFile): Device {
  const { udi, lot, serial, firmware, device_id, product_id, device_type } = incident
  return {
    resourceType: 'Device',
    id: 'device',
    ...(device_id !== null && { identifier: [{ value: device_id }] }),
    ...(udi !== null && { udiCarrier: [{ carrierHRF: udi }] }),
    ...(lot !== null && { lotNumber: lot }),
    ...(serial !== null && { serialNumber: serial }),
    ...(product_id !== null && { deviceName: [{ name: product_id, type: 'manufacturer-name' }] }),
    ...(device_type !== null && { type: { text: device_type } }),
    ...(firmware !== null && { version: [{ type: { text: 'firmware' }, value: firmware }] }),
    patient: reference('Patient', 'patient'),
  }
}

function adverseEventOf({ incident, clock }: IncidentFile): AdverseEvent {
  const { severity, term, narrative, imdrf_codes, outcome } = incident
  return {
    resourceType: 'AdverseEvent',
    id: 'adverse-event',
    identifier: { value: incident.report_id },
    actuality: 'actual',
    category: [concept(`${code}/adverse-event-category`, 'medical-device-use')],
    event: {
      ...(imdrf_codes.length > 0 && {
        coding: imdrf_codes.map((it) => ({ system: 'urn:imdrf:adverse-event', code: it })),
      }),
      text: [term, narrative].filter((it) => it !== null).join(': ') || 'not told',
    },
    subject: reference('Patient', 'patient'),
    date: incident.occurred_at,
    detected: clock.since,
    seriousness: concept(`${code}/adverse-event-seriousness`, serious.has(severity ?? '') ? 'serious' : 'non-serious'),
    ...(severity !== null &&
      severities[severity] !== undefined && {
        severity: concept(`${code}/adverse-event-severity`, severities[severity], severity),
      }),
    ...(outcome !== null && { outcome: { text: outcome } }),
    suspectEntity: [{ instance: reference('Device', 'device') }],
  }
}

/**
 * A reading in a unit that UCUM knows under its name; others would be a quantity that readers of FHIR cannot interpret.
 */
function observationOf({ id, at, metric, value, unit }: Reading): Observation[] {
  const loinc = metric === 'glucose' && unit !== null ? glucose[unit] : undefined
  if (loinc === undefined || unit === null) return []
  return [
    {
      resourceType: 'Observation',
      id,
      status: 'final',
      category: [concept(`${code}/observation-category`, 'laboratory')],
      code: { coding: [{ system: 'http://loinc.org', ...loinc }] },
      subject: reference('Patient', 'patient'),
      device: reference('Device', 'device'),
      effectiveDateTime: at,
      valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
    },
  ]
}
