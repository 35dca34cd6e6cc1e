/**
 * Where a sign-in leads to: a path of this page. Anything else, an address of another host above all, would make the
 * sign-in a trap, and leads to the overview.
 */
export function returnPath(asked: unknown): string {
  const isPath = typeof asked === 'string' && /^\/(?![/\\])/.test(asked) && !/[\p{Cc}\s]/u.test(asked)
  return isPath && !asked.startsWith('/sign-in') ? asked : '/'
}
