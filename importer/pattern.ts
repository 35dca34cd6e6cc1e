import { RE2JS } from 're2js'

const patterns = new Map<string, RE2JS>()

/** A pattern of RE2, which takes linear time whatever the text. @throws Error where it is none. */
export function patternFor(text: string): RE2JS {
  let pattern = patterns.get(text)
  if (pattern === undefined) {
    pattern = RE2JS.compile(text)
    patterns.set(text, pattern)
  }
  return pattern
}

/** The first group of a pattern, or all that it matches where it has no group. */
export function firstMatch(pattern: string, text: string): string | undefined {
  const matcher = patternFor(pattern).matcher(text)
  if (!matcher.find()) return undefined
  return matcher.group(matcher.groupCount() > 0 ? 1 : 0) ?? undefined
}
