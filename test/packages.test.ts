import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly hasInstallScript?: boolean
  readonly optional?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
}

const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '..', name), 'utf8'))
const manifest = read('package.json')
const locked = Object.entries(read('package-lock.json').packages as Record<string, Locked>).filter(
  ([path]) => path !== '',
)

/**
 * Builds of a binary for machines on which no lockfile of ours was written: the registry gave no hash of them. Each is of
 * the exact version that its parent names. One that gets its hash leaves the list.
 */
const withoutIntegrity = [
  ...['android-arm64', 'android-x64', 'darwin-arm64', 'darwin-x64', 'linux-arm64-musl', 'linux-x64-musl'].map(
    (name) => `node_modules/@biomejs/cli-${name}`,
  ),
  ...['win32-arm64', 'win32-x64'].map((name) => `node_modules/@biomejs/cli-${name}`),
  ...['darwin-arm64', 'darwin-x64', 'linux-arm64-gnu'].map((name) => `node_modules/@chdb/lib-${name}`),
]

test('the lockfile has the hash of every package but for those listed, which this platform does not install', () => {
  const lacking = locked.filter(([, { integrity, link }]) => integrity === undefined && link !== true)
  expect(lacking.map(([path]) => path).sort()).toEqual([...withoutIntegrity].sort())
  for (const [path, { optional, os, cpu }] of lacking) {
    expect(optional && os !== undefined && cpu !== undefined, path).toBe(true)
  }
})

test('hashes are of SHA-512', () => {
  for (const [path, { integrity }] of locked) {
    if (integrity !== undefined) expect(integrity, path).toMatch(/^sha512-/)
  }
})

test('no package comes from anywhere but the registry', () => {
  for (const [path, { resolved }] of locked) {
    if (resolved !== undefined) expect(resolved, path).toMatch(/^https:\/\/registry\.npmjs\.org\//)
  }
})

test('packages that run a script when they are installed are those that the manifest allows', () => {
  const running = locked.filter(([, it]) => it.hasInstallScript).map(([path]) => path.replace(/^.*node_modules\//, ''))
  expect(running.sort()).toEqual(Object.keys(manifest.allowScripts).sort())
})

test('the manifest names exact versions', () => {
  for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/)
  }
})
