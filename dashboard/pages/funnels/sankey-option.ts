import type { Colours } from '../../charts/colours.ts'
import { formatSpan } from '../../numbers/span.ts'
import { formatShort, formatValue } from '../../numbers/value.ts'
import type { JourneysAnswer } from './answer.ts'

export type Flow = Pick<JourneysAnswer, 'nodes' | 'links' | 'starts'>

/** "product viewed", "other", "end" */
export const nodeTitle = (name: string) => name.replaceAll('.', ' ').replaceAll('_', ' ')

/** Events of one type have one colour on every level; the end and the rest recede. */
function colourOf(name: string, types: readonly string[], { data, previous, line }: Colours): string {
  if (name === 'end') return line
  if (name === 'other') return previous
  return data[types.indexOf(name.split('.')[0] ?? '') % data.length] ?? previous
}

/** The share of all from which on a node is named in the drawing. */
const leastNamed = 0.025

/** What people did next, level by level, as ECharts takes it. */
export function sankeyOption({ nodes, links, starts }: Flow, colours: Colours) {
  const types = [...new Set(nodes.map(({ name }) => name.split('.')[0] ?? ''))].filter(
    (it) => it !== 'end' && it !== 'other',
  )
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const count = (value: number) => formatValue(value, 'count', null)
  const titleOf = (id: string) => nodeTitle(byId.get(id)?.name ?? id)
  return {
    tooltip: { trigger: 'item' as const },
    series: [
      {
        type: 'sankey' as const,
        left: 4,
        right: 148,
        top: 8,
        bottom: 8,
        nodeWidth: 12,
        nodeGap: 14,
        nodeAlign: 'left' as const,
        draggable: false,
        emphasis: { focus: 'adjacency' as const },
        data: nodes.map(({ id, level, name, count: size }) => ({
          name: id,
          depth: level,
          value: size,
          itemStyle: { color: colourOf(name, types, colours), borderWidth: 0 },
          // The name of a very thin node would overlap those of its neighbours; the tooltip shows it.
          label: { show: size >= starts * leastNamed },
        })),
        links: links.map(({ source, target, count: value, median_seconds }) => ({
          source,
          target,
          value,
          median_seconds,
          lineStyle: { color: 'source' as const, opacity: 0.22, curveness: 0.5 },
        })),
        label: {
          color: colours.inkSoft,
          fontFamily: 'inherit',
          fontSize: 12,
          width: 140,
          overflow: 'truncate' as const,
          formatter: ({ name }: { name: string }) => `${titleOf(name)}  ${count(byId.get(name)?.count ?? 0)}`,
        },
        tooltip: {
          formatter: ({ dataType, data }: { dataType: string; data: SankeyDatum }) =>
            dataType === 'edge'
              ? `${titleOf(data.source)} → ${titleOf(data.target)}<br>${count(data.value)}, median ${formatSpan(data.median_seconds)}`
              : `${titleOf(data.name)}<br>${count(data.value)}, ${formatShort(starts === 0 ? null : data.value / starts, 'ratio', null)} of all`,
        },
      },
    ],
  }
}

interface SankeyDatum {
  readonly name: string
  readonly source: string
  readonly target: string
  readonly value: number
  readonly median_seconds: number | null
}
