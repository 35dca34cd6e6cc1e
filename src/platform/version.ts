import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const { version: ofPackage } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
) as { version: string }

/** The version of this release (SemVer). */
export const version = ofPackage
