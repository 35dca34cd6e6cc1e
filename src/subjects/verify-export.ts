import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { JWK } from 'jose'
import { openPromise, type ZipFile } from 'yauzl'
import { keyNamedBy, openJws } from '../compliance/signer.ts'
import { type ExportManifest, manifestType } from './write-export.ts'

export interface VerifiedExport {
  readonly files: number
  readonly manifest: ExportManifest | undefined
  /** The key that signed it, by its thumbprint (RFC 7638). */
  readonly kid: string | undefined
  /** What is wrong with it; nothing where all is as it was signed. */
  readonly problems: readonly string[]
}

const unsigned = ['manifest.json', 'manifest.jws']
const mostSigned = 1024 * 1024

/**
 * Checks an export file by itself: the manifest's signature, and each file against the manifest.
 * @param keys one of which has to have signed it; without them the key that the file itself names does, and whose that is the
 *   reader has to compare
 */
export async function verifyExport(path: string, keys?: readonly JWK[]): Promise<VerifiedExport> {
  const found = new Map<string, { bytes: number; sha256: string }>()
  const signed = new Map<string, Buffer>()
  const problems: string[] = []
  let zip: ZipFile | undefined
  try {
    zip = await openPromise(path)
    for await (const entry of zip.eachEntry()) {
      const { fileName } = entry
      if (found.has(fileName)) problems.push(`${fileName} stands twice in the file`)
      const stream = await zip.openReadStreamPromise(entry)
      if (unsigned.includes(fileName)) {
        if (entry.uncompressedSize > mostSigned) throw new Error(`${fileName} is too large to be one of this service`)
        signed.set(fileName, await buffer(stream))
        continue
      }
      const hash = createHash('sha256')
      let bytes = 0
      for await (const chunk of stream) {
        hash.update(chunk)
        bytes += chunk.length
      }
      found.set(fileName, { bytes, sha256: hash.digest('hex') })
    }
  } catch (error) {
    return {
      files: found.size,
      manifest: undefined,
      kid: undefined,
      problems: [`the ZIP is damaged: ${(error as Error).message}`],
    }
  } finally {
    zip?.close()
  }

  const text = signed.get('manifest.json')
  const jws = signed.get('manifest.jws')?.toString()
  if (text === undefined || jws === undefined) {
    return { files: found.size, manifest: undefined, kid: undefined, problems: ['there is no signed manifest in it'] }
  }
  const named = await keyNamedBy(jws)
  const asked = keys ?? (named === undefined ? [] : [named])
  const opened = await Promise.all(asked.map((key) => openJws(jws, manifestType, key)))
  const signer = asked[opened.findIndex((payload) => payload !== undefined && text.equals(payload))]
  if (signer === undefined) {
    // What nobody signed is not even read.
    const problem = 'the manifest was not signed by the service that these keys are of, or was changed'
    return { files: found.size, manifest: undefined, kid: undefined, problems: [problem] }
  }
  const manifest = JSON.parse(text.toString()) as ExportManifest
  for (const { name, bytes, sha256 } of manifest.files) {
    const file = found.get(name)
    if (file === undefined) problems.push(`${name} is missing`)
    else if (file.bytes !== bytes || file.sha256 !== sha256) problems.push(`${name} is not what was signed`)
    found.delete(name)
  }
  for (const name of found.keys()) problems.push(`${name} is not in the manifest`)
  return { files: manifest.files.length, manifest, kid: signer.kid, problems }
}
