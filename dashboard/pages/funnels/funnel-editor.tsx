import { Button, NativeSelect, SegmentedControl } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { dimensionIds, filterDimensions, isFilterDimension } from '../../api/dimension-names.ts'
import { type Step, writeStep } from '../../event-step/step.ts'
import styles from './funnel-editor.module.css'
import { defaultFunnel, funnels, isFunnelPreset, windows } from './presets.ts'
import { funnelChoice, mostSteps } from './search.ts'
import { StepRow } from './step-row.tsx'
import { useFunnel } from './use-funnel.ts'

const own = 'own'

/** Which steps, whose, and within what time. All of it is in the address. */
export function FunnelEditor() {
  const { search, change } = useFunnel()
  const { steps, by, windowSeconds, breakdown } = funnelChoice(search)
  const write = (next: readonly Step[]) => change({ step: next.map(writeStep) })
  const choose = (value: string) => {
    if (value === own) return write(steps)
    const funnel = isFunnelPreset(value) && value !== defaultFunnel ? value : undefined
    return change({ funnel, step: undefined, by: undefined, window: undefined })
  }
  return (
    <section className={styles.editor} aria-label="Which funnel">
      <div className={styles.choices}>
        <NativeSelect
          label="Funnel"
          size="sm"
          data={[
            ...Object.entries(funnels).map(([value, { title }]) => ({ value, label: title })),
            { value: own, label: 'Your own steps' },
          ]}
          value={search.step === undefined ? (search.funnel ?? defaultFunnel) : own}
          onChange={({ currentTarget: { value } }) => choose(value)}
        />
        <NativeSelect
          label="Within"
          size="sm"
          data={windows.map(({ seconds, title }) => ({ value: String(seconds), label: title }))}
          value={String(windowSeconds)}
          onChange={({ currentTarget: { value } }) => change({ window: value })}
        />
        <NativeSelect
          label="Break down by"
          size="sm"
          data={[
            { value: '', label: 'Nothing' },
            ...dimensionIds.map((id) => ({ value: id, label: filterDimensions[id] })),
          ]}
          value={breakdown ?? ''}
          onChange={({ currentTarget: { value } }) =>
            change({ breakdown: isFilterDimension(value) ? value : undefined })
          }
        />
        <SegmentedControl
          size="sm"
          className={styles.by}
          aria-label="Whose steps"
          data={[
            { value: 'session_id', label: 'By session' },
            { value: 'user_id', label: 'By person' },
          ]}
          value={by}
          onChange={(value) => change({ by: value === 'user_id' ? 'user_id' : 'session_id' })}
        />
      </div>
      <ol className={styles.steps}>
        {steps.map((step, index) => (
          <StepRow
            // biome-ignore lint/suspicious/noArrayIndexKey: the same event may stand twice, and its place is what it is
            key={index}
            number={index + 1}
            step={step}
            onChange={(next) => write(steps.with(index, next))}
            {...(steps.length > 2 ? { onRemove: () => write(steps.toSpliced(index, 1)) } : {})}
            {...(index > 0 ? { onUp: () => write(steps.toSpliced(index, 1).toSpliced(index - 1, 0, step)) } : {})}
          />
        ))}
      </ol>
      {steps.length < mostSteps ? (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={15} stroke={1.7} />}
          onClick={() => write([...steps, { type: 'order', action: 'placed', filters: {} }])}
        >
          Add a step
        </Button>
      ) : null}
    </section>
  )
}
