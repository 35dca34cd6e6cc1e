import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { JWK } from 'jose'
import { verifyBundle } from '../compliance/verify-bundle.ts'

const print = (text: string) => process.stdout.write(`${text}\n`)

/** `pocm audit verify`: checks a bundle of audit entries without the service that made it. */
export const auditCommand = (): Command =>
  new Command('audit').description('The audit trail').addCommand(
    new Command('verify')
      .description(
        'Check a bundle of audit entries offline: its signature, the hash of every entry, and the signed heads. Ends with 1 where it is not whole',
      )
      .argument('<file>', 'the ZIP that was downloaded')
      .option(
        '--keys <file>',
        "the service's public keys, as GET /.well-known/jwks.json gave them; without it the key is shown to be compared",
      )
      .action(async (file: string, { keys }: { keys?: string }) => {
        const jwks = keys && (JSON.parse(await readFile(keys, 'utf8')) as { keys: JWK[] })
        const { manifest, entries, gaps, heads, kid, problems } = await verifyBundle(file, jwks ? jwks.keys : undefined)
        for (const problem of problems) print(problem)
        if (manifest !== undefined) {
          const { tenant_id, made_at, first, last } = manifest
          print(`${entries} entries of ${tenant_id}, from ${first ?? '-'} to ${last ?? '-'}, made at ${made_at}`)
          print(`${gaps} gaps left by filters; ${heads} signed heads lead through them`)
        }
        if (kid !== undefined && keys === undefined) {
          print(`signed by the key ${kid}: compare it with "kid" at /.well-known/jwks.json of the service`)
        }
        print(problems.length === 0 ? 'whole and signed' : `${problems.length} problems`)
        if (problems.length > 0) process.exitCode = 1
      }),
  )
