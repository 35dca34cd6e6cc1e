import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { HeadArchive } from '../compliance/audit-heads.ts'
import { auditHeadFolder, auditHeadName } from './layout.ts'
import type { ArchiveStore } from './store.ts'

const namePattern = /\/(\d{15})-([0-9a-f]{64})\.jws$/

/** Signed heads of audit trails as objects of the archive, an object each. */
export const openHeadArchive = (store: ArchiveStore, spoolFolder: string): HeadArchive => ({
  async put(tenantId, head) {
    await mkdir(spoolFolder, { recursive: true })
    const path = join(spoolFolder, randomUUID())
    try {
      await writeFile(path, head.jws)
      await store.put(auditHeadName(tenantId, head), path)
    } finally {
      await rm(path, { force: true })
    }
  },
  async list(tenantId) {
    const names = await store.list(auditHeadFolder(tenantId))
    return names.flatMap((name) => {
      const [, sequence, hash] = namePattern.exec(name) ?? []
      return sequence === undefined || hash === undefined ? [] : [{ sequence: Number(sequence), hash }]
    })
  },
  async get(tenantId, head) {
    const stream = await store.get(auditHeadName(tenantId, head))
    return stream && text(stream)
  },
})
