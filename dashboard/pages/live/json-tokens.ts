export interface JsonToken {
  readonly kind: 'name' | 'text' | 'number' | 'word' | 'sign'
  readonly text: string
}

const pattern = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)|([^"\d-]+|-)/g

/** Formatted JSON cut into pieces by kind, in order; together they are the text. */
export function jsonTokens(value: unknown): JsonToken[] {
  const json = JSON.stringify(value, null, 2) ?? 'undefined'
  const tokens: JsonToken[] = []
  for (const [whole, quoted, colon, number, word] of json.matchAll(pattern)) {
    if (quoted !== undefined && colon !== undefined) {
      tokens.push({ kind: 'name', text: quoted }, { kind: 'sign', text: colon })
    } else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else tokens.push({ kind: 'sign', text: whole })
  }
  return tokens
}
