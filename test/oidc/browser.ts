/** A browser as far as redirections and cookies go: one jar for each origin. */
export interface Browser {
  /** Follows redirections to where there is none. */
  go(url: string, init?: RequestInit): Promise<Response>
  /** One request, and no further. */
  step(url: string, init?: RequestInit): Promise<Response>
  cookie(url: string): string
}

export function openBrowser(): Browser {
  const jars = new Map<string, Map<string, string>>()
  const jarOf = (url: string) => {
    const { origin } = new URL(url)
    const jar = jars.get(origin) ?? new Map<string, string>()
    jars.set(origin, jar)
    return jar
  }
  const cookie = (url: string) => [...jarOf(url)].map(([name, value]) => `${name}=${value}`).join('; ')

  async function step(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = { cookie: cookie(url), ...init.headers }
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';')
      const at = pair.indexOf('=')
      const isGone = attributes.some((it) => /^\s*(expires=Thu, 01 Jan 1970|max-age=0$)/i.test(it))
      if (isGone) jarOf(url).delete(pair.slice(0, at))
      else jarOf(url).set(pair.slice(0, at), pair.slice(at + 1))
    }
    return response
  }

  return {
    step,
    cookie,
    async go(url, init) {
      let at = url
      let response = await step(at, init)
      for (let hops = 0; hops < 20 && response.headers.has('location'); hops++) {
        await response.arrayBuffer()
        at = new URL(response.headers.get('location') as string, at).href
        response = await step(at)
      }
      return response
    },
  }
}
