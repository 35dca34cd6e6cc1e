/**
 * Makes sure that a package is there which is installed where embedded engines serve, and left out of an image for servers.
 * @param setting the address of the server that would take its place
 * @throws Error that says what to do
 */
export function needPackage(name: string, setting: string): void {
  try {
    import.meta.resolve(name)
  } catch (cause) {
    const message = `${name} is not installed here: set ${setting}, or install the optional packages (npm ci --omit=dev)`
    throw new Error(message, { cause })
  }
}
