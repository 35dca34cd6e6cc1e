import { NativeSelect, PasswordInput } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { More } from '../api/request.ts'
import { useSession } from '../session/session.ts'
import styles from './section.module.css'

const meanings = {
  approved: 'Approved',
  reviewed: 'Reviewed',
  released: 'Released',
  responsible: 'Responsible for it',
} as const

/** What it takes to sign a change that matters. */
export interface Signing {
  /** Nothing where the tenant asks for no signature. */
  readonly fields: ReactNode
  readonly headers: More
  /** Whether it can be signed as the fields stand. */
  readonly isReady: boolean
}

/**
 * A signature where the tenant asks for one: its meaning, and the API key again or a sign-in by the provider within ten minutes.
 * @param usual the meaning that is chosen at first
 */
export function useSigning(usual: keyof typeof meanings): Signing {
  const session = useSession()
  const [meaning, setMeaning] = useState<string>(usual)
  const [credential, setCredential] = useState('')
  if (!session.signatures_required) return { fields: null, headers: {}, isReady: true }
  const isPerson = session.person_id !== null
  const fields = (
    <fieldset className={styles.signature}>
      <legend>Signature of {session.name}</legend>
      <NativeSelect
        label="Meaning"
        data={Object.entries(meanings).map(([value, label]) => ({ value, label }))}
        value={meaning}
        onChange={(event) => setMeaning(event.currentTarget.value)}
      />
      {isPerson ? (
        <p className={styles.note}>
          You sign by a sign-in within the last 10 minutes.{' '}
          <a href={`/auth/oidc/start?fresh=true&return=${encodeURIComponent(here())}`}>Sign in again</a>
        </p>
      ) : (
        <PasswordInput
          label="API key"
          description="The key that you signed in with, again."
          autoComplete="off"
          value={credential}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
          onChange={(event) => setCredential(event.currentTarget.value)}
        />
      )}
    </fieldset>
  )
  const key = credential.trim()
  return {
    fields,
    headers: { 'x-signature-meaning': meaning, ...(isPerson ? {} : { 'x-signature-credential': key }) },
    isReady: isPerson || key !== '',
  }
}

const here = () => window.location.pathname + window.location.search
