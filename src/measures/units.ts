/**
 * How sensor metrics and units are compared: by case, blanks and points aside, so that `mg/dL`, `MG/DL` and `mg / dl` are one
 * unit. What is shown stays as it was sent.
 */
export const folded = {
  metric: "lower(replaceRegexpAll(toString(metric), '[\\\\s_-]', ''))",
  unit: "lower(replaceRegexpAll(toString(unit), '[\\\\s.]', ''))",
} as const

/** Spellings of the two units of glucose, folded. */
export const glucoseUnits = {
  mgPerDl: ['mg/dl', 'mgdl', 'mgperdl', 'mg/100ml', 'mg%'],
  mmolPerL: ['mmol/l', 'mmoll', 'mmolperl', 'mmol/liter', 'mmol/litre'],
} as const
