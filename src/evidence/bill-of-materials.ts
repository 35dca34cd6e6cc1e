interface Lock {
  readonly packages: Readonly<
    Record<string, { version?: string; license?: string; integrity?: string; dev?: boolean; optional?: boolean }>
  >
}

const hashOf = (integrity: string) => {
  const [algorithm = '', base64 = ''] = (integrity.split(' ')[0] ?? '').split('-')
  return { alg: algorithm.replace(/^sha/, 'SHA-'), content: Buffer.from(base64, 'base64').toString('hex') }
}

/** What the service is made of beside its own code, from its lock file, as CycloneDX 1.6; what only develops it is left out. */
export function billOfMaterials({ packages }: Lock, service: { name: string; version: string }) {
  const components = Object.entries(packages).flatMap(([path, { version, license, integrity, dev, optional }]) => {
    const name = path.split('node_modules/').at(-1) ?? ''
    if (path === '' || dev || version === undefined) return []
    return [
      {
        ...{ type: 'library', name, version, scope: optional ? 'optional' : 'required' },
        purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
        ...(license !== undefined && { licenses: [{ expression: license }] }),
        ...(integrity !== undefined && { hashes: [hashOf(integrity)] }),
      },
    ]
  })
  const metadata = { component: { type: 'application', ...service } }
  return { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata, components }
}
