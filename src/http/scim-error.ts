/** Where SCIM is served; its errors have a form of their own. */
export const scimPath = '/scim/v2'
export const scimType = 'application/scim+json'

export const isScim = (url: string) => url === scimPath || url.startsWith(`${scimPath}/`)

const errorId = 'urn:ietf:params:scim:api:messages:2.0:Error'
/** `scimType` by our codes (RFC 7644, table 9). */
const scimTypes: Readonly<Record<string, string>> = {
  already_there: 'uniqueness',
  invalid_request: 'invalidValue',
  malformed_body: 'invalidSyntax',
}

export interface ScimError {
  readonly schemas: readonly string[]
  /** The HTTP status as a text. */
  readonly status: string
  readonly scimType?: string
  readonly detail: string
}

export const scimError = (status: number, detail: string, more: { scimType?: string } = {}): ScimError => ({
  ...{ schemas: [errorId], status: String(status), detail, ...more },
})

/** A problem in the form of SCIM (RFC 7644, section 3.12), which knows no 422. */
export function asScimError({
  status,
  code,
  title,
  detail,
}: {
  status: number
  code: string
  title: string
  detail?: string | undefined
}): ScimError {
  const kind = scimTypes[code]
  return scimError(status === 422 ? 400 : status, detail ?? title, {
    ...(kind !== undefined && { scimType: kind }),
  })
}
