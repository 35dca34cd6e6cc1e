import { Command } from 'commander'
import { analystCommand } from './commands/analyst.ts'
import { archiveCommand } from './commands/archive.ts'
import { auditCommand } from './commands/audit.ts'
import { backupCommand, restoreCommand } from './commands/backup.ts'
import { complianceCommand } from './commands/compliance.ts'
import { contractCommand } from './commands/contract.ts'
import { demoCommand } from './commands/demo.ts'
import { deadLetterCommand } from './commands/dlq.ts'
import { gdprCommand } from './commands/gdpr.ts'
import { importCommand } from './commands/import.ts'
import { keysCommand } from './commands/keys.ts'
import { mappingsCommand } from './commands/mappings.ts'
import { measuresCommand } from './commands/measures.ts'
import { migrateCommand } from './commands/migrate.ts'
import { rebuildCommand } from './commands/rebuild.ts'
import { reconcileCommand } from './commands/reconcile.ts'
import { replayCommand } from './commands/replay.ts'
import { schemaCommand } from './commands/schema.ts'
import { settingsCommand } from './commands/settings.ts'
import { simulateCommand } from './commands/simulate.ts'
import { startCommand } from './commands/start.ts'
import { warehouseCommand } from './commands/warehouse.ts'

const program = new Command('pocm').description('POCM Analytics').showHelpAfterError()
for (const command of [
  startCommand(),
  migrateCommand(),
  demoCommand(),
  importCommand(),
  mappingsCommand(),
  simulateCommand(),
  keysCommand(),
  reconcileCommand(),
  deadLetterCommand(),
  archiveCommand(),
  backupCommand(),
  restoreCommand(),
  analystCommand(),
  auditCommand(),
  gdprCommand(),
  complianceCommand(),
  rebuildCommand(),
  replayCommand(),
  warehouseCommand(),
  contractCommand(),
  measuresCommand(),
  settingsCommand(),
  schemaCommand(),
])
  program.addCommand(command)

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
