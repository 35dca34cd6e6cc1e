import { useMutation } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Session, visitTenant } from '../api/session.ts'

/** Whether an operator is viewing another tenant. */
export const isVisit = ({ tenant_id, home_tenant_id }: Session) =>
  home_tenant_id !== undefined && home_tenant_id !== tenant_id

/** All tabs of a browser have one cookie, so all of them move together. */
const channelName = 'pocm-tenant'

/** Goes to another tenant, to its overview: a filter or a lot of the one is nothing to the other. */
export const useVisit = () =>
  useMutation({
    mutationFn: visitTenant,
    onSuccess: () => {
      const channel = new BroadcastChannel(channelName)
      channel.postMessage('moved')
      channel.close()
      // Loaded anew, so that nothing that was read of one tenant is shown under the name of another.
      window.location.replace('/')
    },
  })

/** Leaves the page when another tab went to another tenant, or when the browser brings back a page of before. */
export function useFollowVisits(): void {
  useEffect(() => {
    const leave = () => window.location.replace('/')
    const leaveIfKept = (event: PageTransitionEvent) => {
      if (event.persisted) window.location.reload()
    }
    const channel = new BroadcastChannel(channelName)
    channel.addEventListener('message', leave)
    window.addEventListener('pageshow', leaveIfKept)
    return () => {
      channel.close()
      window.removeEventListener('pageshow', leaveIfKept)
    }
  }, [])
}
