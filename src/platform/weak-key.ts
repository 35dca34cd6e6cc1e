const leastCharacters = 24
const leastDistinct = 8
/** What must be left of a key without words that every list of guesses begins with. */
const leastRest = 12

const guesses = /passw[o0]rd|secret|change-?me|letmein|welcome|admin|default|hunter2|qwerty\w*|asdfghjkl|zxcvbnm/gi

/** Whether a text is one shorter text, over and over. */
const repeats = (key: string) => `${key}${key}`.indexOf(key, 1) < key.length

/** How many characters follow the one before them in the alphabet or the digits, upwards or downwards. */
const runs = (key: string) =>
  [...key].filter((_, at) => at > 0 && Math.abs(key.charCodeAt(at) - key.charCodeAt(at - 1)) === 1).length

/**
 * Why a key that was chosen by hand could be guessed, or undefined where it could not. An estimate that refuses what is
 * plainly weak: a key from a generator passes always, and no estimate makes one that was thought up a good one.
 */
export function weaknessOf(key: string): string | undefined {
  if (key.length < leastCharacters) return `has ${key.length} characters; ${leastCharacters} are the least`
  if (new Set(key).size < leastDistinct) return 'is made of too few different characters'
  if (repeats(key)) return 'is one text, repeated'
  if (runs(key) > key.length * 0.6) return 'is a run of letters or digits'
  if (key.replaceAll(guesses, '').length < leastRest) return 'is made of words that are guessed first'
  return undefined
}
