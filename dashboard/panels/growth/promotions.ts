import { matrix } from '../kinds/matrix.ts'

export const promotions = matrix({
  id: 'promotions',
  title: 'Promotions',
  question: 'Which offers are taken up?',
  metrics: ['promotions_shown', 'promotions_redeemed', 'promotion_conversion'],
  by: [{ dimension: 'promotion_id', title: 'Promotion' }],
  width: 6,
})
