import { bins } from '../kinds/bins.tsx'

export const risk = bins({
  id: 'risk',
  title: 'Risk scores',
  question: 'How risky are the payments that come?',
  metric: 'risk_score_distribution',
})
