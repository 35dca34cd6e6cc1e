import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { JWK } from 'jose'
import { openPromise, type ZipFile as ReadZip } from 'yauzl'
import { ZipFile } from 'yazl'
import { canonicalJson } from './canonical-json.ts'
import { keyNamedBy, openJws, type Signer } from './signer.ts'

/** A file of a signed ZIP, as its manifest lists it. */
export interface SignedFile {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** What every manifest of a signed ZIP holds. */
export interface SignedManifest {
  readonly files: readonly SignedFile[]
}

export interface SignedZip {
  /** One file, hashed as it goes by; it begins when those before it have ended. */
  add(name: string, chunks: () => AsyncGenerator<string>): void
  /** Ends it with `manifest.json` and its signature, `manifest.jws`. @param manifest called when all files have ended */
  end(manifest: (files: readonly SignedFile[]) => SignedManifest): void
  readonly output: Readable
}

const zipped = { compress: true, compressionLevel: 6 } as const

/**
 * A ZIP that is made while it is read, with a manifest of each file's SHA-256 that is signed (Ed25519). Whatever fails breaks the
 * stream off.
 * @param type of the manifest, in the header of its signature
 */
export function openSignedZip(signer: Signer, type: string, mtime: Date): SignedZip {
  const zip = new ZipFile()
  const output = zip.outputStream as Readable
  const files: SignedFile[] = []
  const fail = (error: unknown) => void output.destroy(error instanceof Error ? error : new Error(String(error)))
  zip.on('error', fail)

  function add(name: string, chunks: () => AsyncGenerator<string>, isListed: boolean): void {
    async function* hashed(): AsyncGenerator<Buffer> {
      const hash = createHash('sha256')
      let bytes = 0
      for await (const text of chunks()) {
        const chunk = Buffer.from(text)
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
      if (isListed) files.push({ name, bytes, sha256: hash.digest('hex') })
    }
    zip.addReadStreamLazy(name, { ...zipped, mtime }, (callback) => {
      const stream = Readable.from(hashed(), { objectMode: false })
      stream.on('error', fail)
      callback(null, stream)
    })
  }

  return {
    output,
    add: (name, chunks) => add(name, chunks, true),
    end(manifestOf) {
      let manifest = ''
      const write = async function* () {
        manifest = canonicalJson(manifestOf(files))
        yield manifest
      }
      const sign = async function* () {
        yield await signer.sign(Buffer.from(manifest), type)
      }
      add('manifest.json', write, false)
      add('manifest.jws', sign, false)
      zip.end()
    },
  }
}

export interface VerifiedZip<Manifest extends SignedManifest> {
  readonly files: number
  readonly manifest: Manifest | undefined
  /** The key that signed it, by its thumbprint (RFC 7638). */
  readonly kid: string | undefined
  /** What is wrong with it; nothing where all is as it was signed. */
  readonly problems: readonly string[]
}

const unsigned = ['manifest.json', 'manifest.jws']
const mostSigned = 1024 * 1024

/**
 * Checks a signed ZIP by itself: the manifest's signature, and each file against the manifest.
 * @param type of the manifest
 * @param keys one of which has to have signed it; without them the key that the file itself names does, and whose that is the
 *   reader has to compare
 */
export async function verifySignedZip<Manifest extends SignedManifest>(
  path: string,
  type: string,
  keys?: readonly JWK[],
): Promise<VerifiedZip<Manifest>> {
  const found = new Map<string, { bytes: number; sha256: string }>()
  const signed = new Map<string, Buffer>()
  const problems: string[] = []
  let zip: ReadZip | undefined
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
  const opened = await Promise.all(asked.map((key) => openJws(jws, type, key)))
  const signer = asked[opened.findIndex((payload) => payload !== undefined && text.equals(payload))]
  if (signer === undefined) {
    // An unsigned manifest is not even read.
    const problem = 'the manifest was not signed by the service that these keys are of, or was changed'
    return { files: found.size, manifest: undefined, kid: undefined, problems: [problem] }
  }
  const manifest = JSON.parse(text.toString()) as Manifest
  for (const { name, bytes, sha256 } of manifest.files) {
    const file = found.get(name)
    if (file === undefined) problems.push(`${name} is missing`)
    else if (file.bytes !== bytes || file.sha256 !== sha256) problems.push(`${name} is not what was signed`)
    found.delete(name)
  }
  for (const name of found.keys()) problems.push(`${name} is not in the manifest`)
  return { files: manifest.files.length, manifest, kid: signer.kid, problems }
}
