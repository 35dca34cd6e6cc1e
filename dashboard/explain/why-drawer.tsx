import { lazy, Suspense, useEffect } from 'react'
import type { Measure } from '../api/catalogue.ts'
import type { View } from '../filters/view.ts'
import type { Spans } from './question.ts'

const ExplainDrawer = lazy(() => import('./explain-drawer.tsx'))

interface WhyDrawerProps {
  measure: Measure
  view: View
  /** What is looked into; null: nothing. */
  spans: Spans | null
  onClose: () => void
}

/** The explanation of a change, whose code is fetched when it is first asked for. */
export function WhyDrawer({ spans, ...words }: WhyDrawerProps) {
  const isOpen = spans !== null
  useEffect(() => {
    if (!isOpen) return
    const before = document.activeElement
    return () => {
      // What had the focus in the drawer is gone with it.
      if (document.activeElement === document.body && before instanceof HTMLElement)
        before.focus({ preventScroll: true })
    }
  }, [isOpen])
  return <Suspense fallback={null}>{spans === null ? null : <ExplainDrawer spans={spans} {...words} />}</Suspense>
}
