import { allSettings, type Group, groups, type Setting } from './settings.ts'

const titles: Record<Group, string> = {
  process: 'The process',
  stores: 'Stores',
  kafka: 'Kafka',
  archive: 'Archive',
  keys: 'Keys of the service',
  access: 'Access',
  limits: 'Limits',
  telemetry: 'Tracing',
  models: 'Models',
  client: 'Commands that call a running service',
}

const preface = `# Settings

Written by \`pocm settings write\` from \`src/platform/settings.ts\`; a test compares the two. Change a setting there.

The service reads environment variables, once, at the start, and reports all problems together. An empty variable counts as
not set. \`pocm settings\` prints what holds in the present environment, without secrets; \`--json\` for programs.`

/** All settings as a Markdown document, a table for each group. */
export function settingsDocument(): string {
  return [preface, ...groups.flatMap((group) => [`## ${titles[group]}`, tableOf(group)]), ''].join('\n\n')
}

function tableOf(group: Group): string {
  const lines = allSettings.filter(([, it]) => it.group === group).map(([name, it]) => lineOf(name, it))
  return ['| variable | default | value | |', '|---|---|---|---|', ...lines].join('\n')
}

function lineOf(name: string, setting: Setting): string {
  const { kind, says, secret } = setting
  return `| \`${name}\` | ${defaultOf(setting)} | ${kind.says}${secret ? '; secret' : ''} | ${says} |`
}

function defaultOf({ kind, default: fallback, unset = 'none' }: Setting): string {
  const written = fallback === undefined ? '' : (kind.write ?? String)(fallback)
  return written === '' ? unset : written
}
