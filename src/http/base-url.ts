import type { FastifyRequest } from 'fastify'

/** Where people reach the service, without a slash at its end: as the configuration says, else as this request came. */
export const baseUrlOf = ({ protocol, host }: FastifyRequest, publicUrl: string | undefined): string =>
  (publicUrl ?? `${protocol}://${host}`).replace(/\/+$/, '')
