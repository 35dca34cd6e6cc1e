import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import type { JWK } from 'jose'
import { verifyExport } from '../subjects/verify-export.ts'

const print = (text: string) => process.stdout.write(`${text}\n`)

/** `pocm gdpr verify`: checks an export without the service that made it. */
export const gdprCommand = (): Command =>
  new Command('gdpr').description("A person's data").addCommand(
    new Command('verify')
      .description(
        'Check an export file offline: its signature and every file in it. Ends with 1 where it is not whole',
      )
      .argument('<file>', 'the ZIP that was downloaded')
      .option(
        '--keys <file>',
        "the service's public keys, as GET /.well-known/jwks.json gave them; without it the key is shown to be compared",
      )
      .action(async (file: string, { keys }: { keys?: string }) => {
        const jwks = keys && (JSON.parse(await readFile(keys, 'utf8')) as { keys: JWK[] })
        const { files, manifest, kid, problems } = await verifyExport(file, jwks ? jwks.keys : undefined)
        for (const problem of problems) print(problem)
        if (manifest !== undefined) {
          print(`request ${manifest.request} of ${manifest.tenant_id}, made at ${manifest.made_at}: ${files} files`)
        }
        if (kid !== undefined && keys === undefined) {
          print(`signed by the key ${kid}: compare it with "kid" at /.well-known/jwks.json of the service`)
        }
        print(problems.length === 0 ? 'whole and signed' : `${problems.length} problems`)
        if (problems.length > 0) process.exitCode = 1
      }),
  )
