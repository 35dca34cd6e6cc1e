import { rate, total } from '../figure.ts'
import type { PageDeclaration } from '../page.ts'
import { affiliateRevenue } from './affiliate-revenue.ts'
import { affiliates } from './affiliates.ts'
import { churn } from './churn.ts'
import { clickPositions } from './click-positions.ts'
import { clickedByMedium } from './clicked-by-medium.ts'
import { ctrByPlacement } from './ctr-by-placement.ts'
import { ctrOverTime } from './ctr-over-time.ts'
import { loyalty } from './loyalty.ts'
import { messages } from './messages.ts'
import { mrrByPlan } from './mrr-by-plan.ts'
import { openedByMedium } from './opened-by-medium.ts'
import { plans } from './plans.ts'
import { promotions } from './promotions.ts'
import { promotionsOverTime } from './promotions-over-time.ts'
import { subscriptionsByPlan } from './subscriptions-by-plan.ts'
import { tiers } from './tiers.ts'
import { topQueries } from './top-queries.ts'
import { zeroResults } from './zero-results.ts'

export const growth: PageDeclaration = {
  title: 'Growth',
  figures: [
    {
      title: 'Subscribers',
      figures: [rate('mrr', 'more'), rate('subscriptions_active', 'more'), rate('subscription_churn_rate', 'less')],
    },
    {
      title: 'Reach',
      figures: [
        rate('recommendation_ctr', 'more'),
        rate('promotion_conversion', 'more'),
        total('affiliate_revenue', 'more'),
        rate('search_ctr', 'more'),
        rate('zero_result_rate', 'less'),
        rate('notification_open_rate', 'more'),
        rate('notification_click_rate', 'more'),
        total('loyalty_points_earned', 'more'),
        total('loyalty_points_redeemed', 'more'),
      ],
    },
  ],
  panels: [
    { title: 'Subscriptions', panels: [mrrByPlan, subscriptionsByPlan, churn, plans] },
    { title: 'Recommendations and promotions', panels: [ctrOverTime, ctrByPlacement, promotionsOverTime, promotions] },
    { title: 'Search', panels: [zeroResults, clickPositions, topQueries] },
    { title: 'Notifications', panels: [openedByMedium, clickedByMedium, messages] },
    { title: 'Partners and loyalty', panels: [affiliateRevenue, affiliates, loyalty, tiers] },
  ],
}
