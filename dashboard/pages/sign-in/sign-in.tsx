import { Button, PasswordInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useLocation, useRouter, useSearch } from '@tanstack/react-router'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { asProblem } from '../../api/problem.ts'
import { type Session, sessionOf, sessionQuery, signIn, signInMethodsQuery } from '../../api/session.ts'
import { Wordmark } from '../../shell/wordmark.tsx'
import { PatchDrawing } from './patch-drawing.tsx'
import { providerProblem } from './provider-problem.ts'
import { returnPath } from './return-path.ts'
import styles from './sign-in.module.css'

/** The key in `/sign-in#key=…`. A fragment never reaches a server or its log. */
function keyInFragment(hash: string): string | null {
  const key = new URLSearchParams(hash.replace(/^#/, '')).get('key')
  return key === null || key === '' ? null : key
}

function reasonOf(error: unknown): string {
  const problem = asProblem(error)
  if (problem.status === 401) return 'This key is not valid. Check that it is complete, or ask for a new one.'
  return `${problem.title}. ${problem.detail}`
}

export function SignIn() {
  const router = useRouter()
  const queryClient = useQueryClient()
  const search = useSearch({ from: '/sign-in' })
  const returnTo = returnPath(search.return)
  const provider = useQuery(signInMethodsQuery).data?.oidc ?? null
  const hash = useLocation({ select: (location) => location.hash })
  const [key, setKey] = useState('')
  const arrivedWith = useRef<string | null>(null)
  /** A key that came with a link while another session is open. */
  const [replacing, setReplacing] = useState<{ apiKey: string; session: Session } | null>(null)

  const { mutate, isPending, error } = useMutation({
    mutationFn: (apiKey: string) => signIn(apiKey.trim()),
    onSuccess: () => {
      queryClient.removeQueries({ queryKey: sessionQuery.queryKey })
      router.history.replace(returnTo)
    },
  })

  const arrive = useCallback(
    (apiKey: string) => {
      // Out of the address and of the history before anything else can read or keep it.
      void router.navigate({ to: '/sign-in', search: true, hash: '', replace: true })
      // A link may come from anywhere: it must not replace the session of a person who is signed in without asking.
      // The key that the session was opened with replaces nothing.
      const current = queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 })
      Promise.all([current, sessionOf(apiKey)]).then(
        ([session, other]) => {
          const isSame = session?.tenant_id === other?.tenant_id && session?.name === other?.name
          if (session === null || isSame) mutate(apiKey)
          else setReplacing({ apiKey, session })
        },
        () => mutate(apiKey),
      )
    },
    [router, mutate, queryClient],
  )

  useEffect(() => {
    document.title = 'Sign in · POCM Analytics'
    const apiKey = keyInFragment(hash)
    // React runs effects twice in development; one arrival is one sign-in.
    if (apiKey === null || arrivedWith.current === apiKey) return
    arrivedWith.current = apiKey
    arrive(apiKey)
  }, [hash, arrive])

  const replace = (apiKey: string) => {
    setReplacing(null)
    mutate(apiKey)
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() !== '') mutate(key)
  }

  return (
    <div className={styles.page}>
      <main className={styles.side}>
        <Wordmark />
        {replacing !== null ? (
          <section className={styles.form} aria-label="Another session">
            <h1 className={styles.title}>Sign in as another?</h1>
            <p className={styles.text}>
              You are signed in to {replacing.session.tenant_name} as {replacing.session.name}. This link signs you in
              with another key and ends that session.
            </p>
            <Button size="md" fullWidth onClick={() => router.history.replace('/')}>
              Stay signed in
            </Button>
            <Button size="md" fullWidth variant="default" loading={isPending} onClick={() => replace(replacing.apiKey)}>
              Use the key of the link
            </Button>
          </section>
        ) : (
          <form className={styles.form} onSubmit={submit}>
            <h1 className={styles.title}>From order to therapy, in figures.</h1>
            {search.problem === undefined ? null : (
              <p className={styles.refused} role="alert">
                {providerProblem(search.problem)}
              </p>
            )}
            {provider === null ? (
              <p className={styles.text}>
                Sign in with the API key of your workspace. It needs the scope analytics:read.
              </p>
            ) : (
              <>
                <Button
                  component="a"
                  href={`${provider.start}?${new URLSearchParams({ return: returnTo })}`}
                  size="md"
                  fullWidth
                >
                  Sign in with {provider.name}
                </Button>
                <p className={styles.or}>or with an API key of your workspace</p>
              </>
            )}
            <PasswordInput
              label="API key"
              placeholder="pocm_…"
              size="md"
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
              aria-invalid={error !== null}
              error={error === null ? null : reasonOf(error)}
              autoComplete="current-password"
              visibilityToggleButtonProps={{ 'aria-label': 'Show the key' }}
              visibilityToggleFocusable
              spellCheck={false}
              data-autofocus
              required
              withAsterisk={false}
            />
            <Button
              type="submit"
              size="md"
              fullWidth
              loading={isPending}
              variant={provider === null ? 'filled' : 'default'}
            >
              Sign in
            </Button>
          </form>
        )}
        <p className={styles.foot}>
          The key is exchanged for a session cookie that scripts cannot read. It is not kept in this browser.
        </p>
      </main>
      <div className={styles.picture}>
        <PatchDrawing />
      </div>
    </div>
  )
}
