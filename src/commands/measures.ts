import { writeFile } from 'node:fs/promises'
import { Command } from 'commander'
import { loadMeasures } from '../measures/catalogue.ts'
import { documentOf } from '../measures/document.ts'

/** `pocm measures`: writes what is counted, and how, from the measure files. */
export const measuresCommand = (): Command =>
  new Command('measures')
    .description('Write the document of the measures from their files')
    .argument('[file]', 'where to', 'docs/measures.md')
    .action(async (file: string) => writeFile(file, documentOf(await loadMeasures())))
