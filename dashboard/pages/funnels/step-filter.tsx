import { Button, NativeSelect, Popover } from '@mantine/core'
import { IconFilterPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  dimensionIds,
  type FilterDimension,
  filterDimensions,
  isFilterDimension,
  valueTitle,
} from '../../api/dimension-names.ts'
import { dimensionQuery } from '../../api/dimensions.ts'
import { useView } from '../../filters/view.ts'
import styles from './funnel-editor.module.css'

interface StepFilterProps {
  /** Which step, for those who do not see where the button stands. */
  step: string
  onAdd: (dimension: FilterDimension, value: string) => void
}

/** No value: the values themselves follow an equals sign, since one of them is the empty word. */
const unchosen = ''

function ValueSelect({ dimension, onPick }: { dimension: FilterDimension; onPick: (value: string) => void }) {
  const { range, timezone } = useView()
  const { data = [], isFetching } = useQuery(dimensionQuery(dimension, range, timezone, ''))
  const title = filterDimensions[dimension].toLowerCase()
  return (
    <NativeSelect
      label="Is"
      size="sm"
      data={[
        { value: unchosen, label: isFetching ? 'Loading' : `Choose a ${title}`, disabled: true },
        ...data.map(({ value }) => ({ value: `=${value}`, label: valueTitle(value, dimension) })),
      ]}
      value={unchosen}
      onChange={({ currentTarget: { value } }) => onPick(value.slice(1))}
    />
  )
}

/** Narrows one step to a value of a dimension. */
export function StepFilter({ step, onAdd }: StepFilterProps) {
  const [opened, setOpened] = useState(false)
  const [dimension, setDimension] = useState<FilterDimension>('category')
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={250} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconFilterPlus size={15} stroke={1.7} />}
          aria-label={`Filter ${step}`}
          onClick={() => setOpened(!opened)}
        >
          Filter step
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Narrow ${step}`}>
        <div className={styles.filter}>
          <NativeSelect
            label="Only where"
            size="sm"
            data={dimensionIds.map((id) => ({ value: id, label: filterDimensions[id] }))}
            value={dimension}
            onChange={({ currentTarget: { value } }) => isFilterDimension(value) && setDimension(value)}
          />
          <ValueSelect
            dimension={dimension}
            onPick={(value) => {
              onAdd(dimension, value)
              setOpened(false)
            }}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
