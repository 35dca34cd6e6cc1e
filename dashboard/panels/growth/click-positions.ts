import { positions } from '../kinds/positions.tsx'

export const clickPositions = positions({
  id: 'click_positions',
  title: 'Position of the result followed',
  question: 'Does what is looked for stand at the top?',
  metric: 'search_clicks',
  by: 'position',
  byTitle: 'Position',
  most: 10,
})
