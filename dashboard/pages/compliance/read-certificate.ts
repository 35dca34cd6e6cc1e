/** What an erasure certificate states about each store. */
export interface ErasureCertificate {
  readonly stores: readonly {
    readonly name: string
    readonly before: number | null
    readonly after: number | null
    readonly note?: string
  }[]
}

/** The payload of a compact JWS; its signature is verified by the holder of the certificate, with the published key. */
export function readCertificate(jws: string): ErasureCertificate {
  const payload = (jws.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
  const bytes = Uint8Array.from(atob(payload), (sign) => sign.charCodeAt(0))
  return JSON.parse(new TextDecoder().decode(bytes)) as ErasureCertificate
}
