import { existsSync, readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** What stores, files and the engine need of a process's descriptors. */
const ownDescriptors = 256
/** Where the system does not report its limit. */
const unknownLimit = 4_096

/** How many descriptors this process may have open. */
function descriptorLimit(): number {
  const path = '/proc/self/limits'
  if (!existsSync(path)) return unknownLimit
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync(path, 'utf8')) ?? []
  return soft === undefined || soft === 'unlimited' ? unknownLimit : Number(soft)
}

/**
 * Bounds the open connections: all of them below what the system lets a process open, so that stores and files go on, and those
 * of one address to half of that, so that there is room for others. Proxies that are trusted bring many clients and have no
 * bound of their own. A connection beyond it is closed before anything is read.
 */
export function limitConnections(server: Server, isTrusted: (address: string) => boolean): void {
  const most = Math.max(64, descriptorLimit() - ownDescriptors)
  server.maxConnections = most
  const mostOfOne = Math.floor(most / 2)
  const byAddress = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? ''
    if (isTrusted(address)) return
    const open = (byAddress.get(address) ?? 0) + 1
    if (open > mostOfOne) {
      socket.destroy()
      return
    }
    byAddress.set(address, open)
    socket.once('close', () => {
      const left = (byAddress.get(address) ?? 1) - 1
      if (left > 0) byAddress.set(address, left)
      else byAddress.delete(address)
    })
  })
}
