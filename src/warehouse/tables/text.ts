/**
 * Text that people type has one form in the warehouse, NFC, in events as in filters: é is found whether it was sent as one
 * character or as two. Names that systems give (ids, lots) are compared as they were sent.
 */
export const isName = (column: string) =>
  column === 'lot' || column === 'lots' || column === 'id' || column.endsWith('_id')

const beyondAscii = /[^\0-\x7f]/

export const composed = (text: string) => (beyondAscii.test(text) ? text.normalize('NFC') : text)
