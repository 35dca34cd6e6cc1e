import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { certificateOf } from '../../api/compliance.ts'
import { noValue } from '../../numbers/value.ts'
import { saveFile } from '../../panels/save-file.ts'
import { Fault } from '../../sections/fault.tsx'
import form from '../../sections/section.module.css'
import styles from './page.module.css'
import { readCertificate } from './read-certificate.ts'

/** What each store held of a person before an erasure, and after, as the service signed it. */
export function Certificate({ id }: { id: string }) {
  const { data: jws, error } = useQuery({ queryKey: ['certificate', id], queryFn: () => certificateOf(id) })
  const certificate = jws === undefined ? undefined : readCertificate(jws)
  if (error !== null) return <Fault error={error} />
  if (jws === undefined || certificate === undefined) return <Skeleton className={form.whole} height={120} />
  return (
    <div className={`${styles.certificate} ${form.whole}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is scrolled by keyboard too */}
      <section className={styles.scroll} tabIndex={0} aria-label="Stores of the certificate">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Store</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
              <th scope="col">Note</th>
            </tr>
          </thead>
          <tbody>
            {certificate.stores.map(({ name, before, after, note }) => (
              <tr key={name}>
                <th scope="row">{name.replaceAll('_', ' ')}</th>
                <td>{before ?? noValue}</td>
                <td>{after ?? noValue}</td>
                <td>{note ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Button
        size="xs"
        variant="default"
        onClick={() => saveFile(`certificate-${id}.jws`, new Blob([jws], { type: 'application/jose' }))}
      >
        Download the signed certificate
      </Button>
    </div>
  )
}
