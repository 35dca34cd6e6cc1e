import { goProgram } from './go-program.ts'

/** Alertmanager's own checker. */
export const amtool = (): Promise<string> => goProgram('github.com/prometheus/alertmanager/cmd/amtool', 'v0.35.0')
