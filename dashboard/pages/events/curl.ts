/** A command that asks the service for what the page shows. @param address begins with a slash */
export const curlOf = (origin: string, address: string): string =>
  [`curl '${origin}${address.replaceAll("'", '%27')}'`, "  -H 'authorization: Bearer <your API key>'"].join(' \\\n')
