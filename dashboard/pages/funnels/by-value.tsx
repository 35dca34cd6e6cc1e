import { type FilterDimension, filterDimensions, noneTitle, valueTitle } from '../../api/dimension-names.ts'
import { BarList } from '../../charts/bar-list.tsx'
import { stepTitle } from '../../event-step/step.ts'
import { formatShort, formatValue } from '../../numbers/value.ts'
import { definePanel } from '../../panels/panel.ts'
import type { FunnelAnswer } from './answer.ts'
import type { FunnelChoice } from './choice.ts'
import { askFunnel, funnelFormula, ofSteps, whose } from './funnel.tsx'

/** The same funnel for each value of a dimension; a click narrows the page to it. */
export const funnelByValue = (choice: FunnelChoice, dimension: FilterDimension) =>
  definePanel<FunnelAnswer>({
    id: 'funnel_by_value',
    title: `By ${filterDimensions[dimension].toLowerCase()}`,
    question: 'Share of the first step that reached the last',
    formula: `${funnelFormula} The value is that of the event of the first step.`,
    width: 12,
    cutBy: ofSteps(choice),
    ask: (view) => [askFunnel({ ...choice, breakdown: dimension }, view)],
    show: ([{ breakdown = [] }], { pick, large }) => {
      if (breakdown.length === 0) return { table: null }
      const onPick = pick(dimension)
      const shown = large ? breakdown : breakdown.slice(0, 8)
      const last = choice.steps.length - 1
      const count = (value: number) => formatValue(value, 'count', null)
      return {
        table: {
          columns: [
            { id: dimension, title: filterDimensions[dimension], unit: 'text' },
            ...choice.steps.map((step, index) => ({
              id: `step_${index + 1}`,
              title: stepTitle(step),
              unit: 'count' as const,
            })),
            { id: 'conversion', title: 'Conversion', unit: 'ratio' },
          ],
          rows: breakdown.map(({ value, steps }) => [
            value || noneTitle,
            ...steps.map((it) => it.count),
            steps[last]?.conversion ?? null,
          ]),
          currency: null,
        },
        ...(shown.length < breakdown.length
          ? { note: `${shown.length} of ${breakdown.length}, the largest first.` }
          : {}),
        chart: (
          <BarList
            title={`Conversion by ${filterDimensions[dimension].toLowerCase()}`}
            besideTitle={`${whose[choice.by]} of the first step`}
            bars={shown.map(({ value, steps }) => {
              const conversion = steps[last]?.conversion ?? null
              return {
                key: value ?? '',
                title: valueTitle(value ?? '', dimension),
                value: conversion ?? 0,
                text: formatShort(conversion, 'ratio', null),
                full: `${count(steps[last]?.count ?? 0)} of ${count(steps[0]?.count ?? 0)}`,
                beside: `of ${count(steps[0]?.count ?? 0)}`,
                ...(onPick ? { onPick: () => onPick(value ?? '') } : {}),
              }
            })}
          />
        ),
      }
    },
  })
