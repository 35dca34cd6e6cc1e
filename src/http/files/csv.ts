import { writeCsv } from '../../platform/csv.ts'
import type { Sheet } from './sheet.ts'

/** A sheet as CSV (RFC 4180), in which no text begins a formula. */
export const csvOf = ({ columns, rows }: Sheet): string => writeCsv(columns, rows)
