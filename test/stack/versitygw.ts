import { goProgram } from './go-program.ts'

/** The program of the S3 server. */
export const versitygw = (): Promise<string> => goProgram('github.com/versity/versitygw/cmd/versitygw', 'v1.8.0')
