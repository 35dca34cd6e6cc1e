import styles from './patch-drawing.module.css'

const pitch = 34

/** A channel that runs to and fro across the patch, as in a real one: the longer the way, the better the mixing. */
function meander(left: number, right: number, top: number, turns: number): string {
  const radius = pitch / 2
  let path = `M${left - 40} ${top}h40`
  for (let turn = 0; turn < turns; turn++) {
    const rightwards = turn % 2 === 0
    path += `H${rightwards ? right : left}`
    if (turn < turns - 1) path += `a${radius} ${radius} 0 0 ${rightwards ? 1 : 0} 0 ${pitch}`
  }
  return path
}

const channel = `${meander(150, 330, 138, 7)}h30`

/** The patch of the mark, drawn large, with a fluid on its way through. Decoration only. */
export function PatchDrawing() {
  return (
    <svg className={styles.drawing} viewBox="0 0 480 480" fill="none" aria-hidden="true">
      <rect x="50" y="50" width="380" height="380" rx="96" className={styles.adhesive} />
      <rect x="78" y="78" width="324" height="324" rx="72" className={styles.patch} />
      <path d={channel} className={styles.wall} />
      <path d={channel} className={styles.fluid} pathLength="100" />
      <circle cx="110" cy="138" r="13" className={styles.inlet} />
      <circle cx="366" cy="342" r="19" className={styles.reservoir} />
      <circle cx="366" cy="342" r="9" className={styles.inlet} />
    </svg>
  )
}
