import type { JWK } from 'jose'
import { type VerifiedZip, verifySignedZip } from '../compliance/signed-zip.ts'
import { type ExportManifest, manifestType } from './write-export.ts'

/** Checks an export file by itself. @param keys one of which has to have signed it */
export const verifyExport = (path: string, keys?: readonly JWK[]): Promise<VerifiedZip<ExportManifest>> =>
  verifySignedZip(path, manifestType, keys)
