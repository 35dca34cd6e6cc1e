const words: Readonly<Record<string, string>> = {
  unknown_tenant: 'Your account belongs to a workspace that is not known here. Ask your administrator.',
  not_invited: 'Your account has no role here yet. Ask an administrator of your workspace for an invitation.',
  person_removed: 'Your account was removed from this workspace. An administrator can invite you again.',
  issuer_unavailable: 'The sign-in provider does not answer for the moment. Try again.',
}

/** Why a sign-in by the provider did not hold, for the person who tried. */
export const providerProblem = (code: string): string =>
  (Object.hasOwn(words, code) ? words[code] : undefined) ?? 'The sign-in did not work. Try again.'
