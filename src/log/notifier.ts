/** Notifies readers of the log that there may be new events, so that they need not poll all the time. */
export interface Notifier {
  /** Wakes all waiting readers, and lets the next wait of every other reader return at once. */
  call(): void
  /** A place to wait from: misses no call made since its last wait. */
  listen(): { wait(timeoutMs: number, signal: AbortSignal): Promise<void>; close(): void }
}

export function openNotifier(): Notifier {
  const listeners = new Set<{ called: boolean; resolve: (() => void) | undefined }>()
  return {
    call() {
      for (const it of listeners) {
        it.called = true
        it.resolve?.()
      }
    },
    listen() {
      const me: { called: boolean; resolve: (() => void) | undefined } = { called: false, resolve: undefined }
      listeners.add(me)
      return {
        async wait(timeoutMs, signal) {
          if (!me.called && !signal.aborted) {
            await new Promise<void>((resolve) => {
              const timer = setTimeout(done, timeoutMs)
              function done() {
                clearTimeout(timer)
                signal.removeEventListener('abort', done)
                me.resolve = undefined
                resolve()
              }
              me.resolve = done
              signal.addEventListener('abort', done)
            })
          }
          me.called = false
        },
        close: () => void listeners.delete(me),
      }
    },
  }
}
