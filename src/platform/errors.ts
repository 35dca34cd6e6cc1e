/** Every failure that we name: its stable code, HTTP status and a title that is safe to show. */
export const failures = {
  malformed_request: [400, 'The request is not HTTP that this service understands'],
  malformed_body: [400, 'The body is not what its content type says'],
  invalid_logout: [400, 'The logout token does not hold'],
  malformed_cursor: [400, 'The cursor is not one that this service gave'],
  unauthenticated: [401, 'A valid API key or token is needed'],
  sign_in_failed: [401, 'The sign-in does not hold'],
  key_expired: [401, 'The API key has expired'],
  signature_required: [403, 'A signature is needed'],
  signature_invalid: [403, 'The signature does not hold'],
  forbidden: [403, 'The credential lacks a scope that this call needs'],
  origin_not_allowed: [403, 'The API key is not for pages of this origin'],
  address_not_allowed: [403, 'The API key is not for this address'],
  unknown_tenant: [403, 'There is no such tenant'],
  not_invited: [403, 'This person has no role in the tenant'],
  person_removed: [403, 'This person was removed from the tenant'],
  unknown_model: [404, 'There is no such model'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'This resource does not know that method'],
  request_timeout: [408, 'The request did not arrive in time'],
  idempotency_conflict: [409, 'The idempotency key was used for another payload'],
  last_admin: [409, 'A tenant keeps one admin'],
  recall_is_final: [409, 'A recalled lot stays recalled'],
  already_there: [409, 'It is there already'],
  role_in_use: [409, 'People or service accounts have this role'],
  approval_decided: [409, 'It was decided already'],
  approval_expired: [409, 'It waited too long for approval'],
  same_actor: [409, 'Another person has to decide'],
  access_changed: [409, 'Who may do what has changed'],
  erasure_not_done: [409, 'The erasure is not done'],
  under_hold: [409, 'A legal hold is on it'],
  export_not_ready: [409, 'The export is not ready'],
  export_expired: [410, 'The export has expired'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The content type or encoding is not supported'],
  invalid_event: [422, 'The event is not valid'],
  reason_required: [422, 'A reason is needed'],
  invalid_request: [422, 'The request is not valid'],
  unknown_metric: [422, 'Unknown metric'],
  dimension_not_allowed: [422, 'A metric cannot be cut by that dimension'],
  query_too_large: [422, 'The query would read or return too much'],
  not_enough_data: [422, 'There is not enough data for this model'],
  model_refused: [422, 'The model does not take the request'],
  too_many_requests: [429, 'Too many requests'],
  headers_too_large: [431, 'The header of the request is too large'],
  model_failed: [502, 'The model gave no valid answer'],
  ledger_unavailable: [503, 'The ledger cannot be written for the moment'],
  warehouse_unavailable: [503, 'The warehouse cannot be asked for the moment'],
  issuer_unavailable: [503, 'The issuer of tokens cannot be asked for its keys for the moment'],
  archive_unavailable: [503, 'The archive cannot be reached for the moment'],
  model_unavailable: [503, 'The model server cannot be asked for the moment'],
  shutting_down: [503, 'The service is shutting down'],
  model_timeout: [504, 'The model did not answer in time'],
  disk_full: [507, 'The disk has no room for more events'],
} as const satisfies Record<string, readonly [number, string]>

export type FailureCode = keyof typeof failures

/** A named failure. `detail` and `extra` are shown to the caller; `cause` is only logged. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly status: number
  readonly title: string
  readonly extra: Readonly<Record<string, unknown>>

  constructor(code: FailureCode, detail: string, extra: Record<string, unknown> = {}, options?: ErrorOptions) {
    super(detail, options)
    this.name = 'Failure'
    this.code = code
    this.status = failures[code][0]
    this.title = failures[code][1]
    this.extra = extra
  }
}
