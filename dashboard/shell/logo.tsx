/**
 * The mark: a patch seen from above. A drop enters at the inlet, follows one channel through the patch and arrives
 * at the reservoir, as an event does here.
 */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true">
      <path d="M9.5 1.5h13a8 8 0 0 1 8 8v13a8 8 0 0 1-8 8h-13a8 8 0 0 1-8-8v-13a8 8 0 0 1 8-8Z" fill="var(--accent)" />
      <path
        d="M9 10.2h10.6a3.1 3.1 0 0 1 0 6.2h-7.2a3.1 3.1 0 0 0 0 6.2h6.2"
        stroke="var(--on-accent)"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
      <circle cx="8.6" cy="10.2" r="2.3" fill="var(--on-accent)" />
      <circle cx="22.4" cy="22.6" r="3.2" fill="var(--accent)" stroke="var(--on-accent)" strokeWidth="2.2" />
    </svg>
  )
}
