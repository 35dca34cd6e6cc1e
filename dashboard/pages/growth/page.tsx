import { rate, total } from '../../figures/figure.ts'
import type { PageDeclaration } from '../../page-frame/page.ts'
import { PanelPage } from '../../page-frame/panel-page.tsx'
import { breakdown } from '../../panels/kinds/breakdown.tsx'
import { matrix } from '../../panels/kinds/matrix.ts'
import { positions } from '../../panels/kinds/positions.tsx'
import { ranking } from '../../panels/kinds/ranking.tsx'
import { trend } from '../../panels/kinds/trend.tsx'

const mrrByPlan = breakdown({
  id: 'mrr_by_plan',
  title: 'Recurring revenue by plan',
  question: 'Monthly recurring revenue (MRR) by plan',
  metric: 'mrr',
  by: 'plan',
  form: 'stack',
  absent: null,
})

const subscriptionsByPlan = breakdown({
  id: 'subscriptions_by_plan',
  title: 'Subscriptions by plan',
  question: 'Which plan grows?',
  metric: 'subscriptions_active',
  by: 'plan',
  form: 'stack',
  absent: null,
})

const churn = trend({
  id: 'churn',
  title: 'Churn rate',
  question: 'Share of the subscriptions at the start of a day, week or month that ended in it',
  metrics: ['subscription_churn_rate'],
  better: 'less',
  absent: null,
})

const plans = matrix({
  id: 'plans',
  title: 'Plans',
  metrics: ['subscriptions_active', 'mrr', 'subscription_churn_rate'],
  by: [{ dimension: 'plan', title: 'Plan' }],
  width: 6,
})

const promotions = matrix({
  id: 'promotions',
  title: 'Promotions',
  question: 'Shown, redeemed and conversion',
  metrics: ['promotions_shown', 'promotions_redeemed', 'promotion_conversion'],
  by: [{ dimension: 'promotion_id', title: 'Promotion' }],
  width: 6,
})

const ctrOverTime = breakdown({
  id: 'ctr_over_time',
  title: 'Recommendation CTR over time',
  question: 'Click-through rate by placement',
  metric: 'recommendation_ctr',
  by: 'placement',
  weight: 'recommendations_shown',
  form: 'lines',
  absent: null,
})

const ctrByPlacement = ranking({
  id: 'ctr_by_placement',
  title: 'Recommendation CTR by placement',
  question: 'Clicks per recommendation shown',
  metric: 'recommendation_ctr',
  by: 'placement',
  weight: 'recommendations_shown',
  better: 'more',
})

const promotionsOverTime = trend({
  id: 'promotions_over_time',
  title: 'Promotion redemptions over time',
  question: 'Redemptions by promotion',
  metrics: ['promotions_redeemed'],
  better: 'more',
  absent: 0,
})

const zeroResults = trend({
  id: 'zero_results',
  title: 'Zero-result rate',
  question: 'Share of searches without a result',
  metrics: ['zero_result_rate'],
  better: 'less',
  absent: null,
})

const clickPositions = positions({
  id: 'click_positions',
  title: 'Clicks by result position',
  question: 'Position of the clicked product in the results',
  metric: 'search_clicks',
  by: 'position',
  byTitle: 'Position',
  most: 10,
})

const topQueries = matrix({
  id: 'top_queries',
  title: 'Top searches',
  question: 'Searches, clicks and results by search term',
  metrics: ['searches', 'search_ctr', 'zero_result_rate'],
  by: [{ dimension: 'query', title: 'Search term' }],
  width: 12,
})

const openedByMedium = breakdown({
  id: 'opened_by_medium',
  title: 'Open rate by channel',
  question: 'Is the open rate of a channel falling?',
  metric: 'notification_open_rate',
  by: 'medium',
  weight: 'notifications_delivered',
  form: 'lines',
  absent: null,
})

const clickedByMedium = ranking({
  id: 'clicked_by_medium',
  title: 'Click rate by channel',
  question: 'Clicks per message delivered',
  metric: 'notification_click_rate',
  by: 'medium',
  weight: 'notifications_delivered',
  better: 'more',
})

const messages = matrix({
  id: 'messages',
  title: 'Messages',
  question: 'Sent, delivered, opened and clicked by template',
  metrics: [
    ...(['notifications_sent', 'notifications_delivered'] as const),
    ...['notification_open_rate', 'notification_click_rate'],
  ],
  by: [
    { dimension: 'medium', title: 'Medium' },
    { dimension: 'template', title: 'Template' },
  ],
})

const loyalty = trend({
  id: 'loyalty',
  title: 'Loyalty points over time',
  question: 'Points earned and redeemed',
  metrics: ['loyalty_points_earned', 'loyalty_points_redeemed'],
  better: 'more',
  absent: 0,
})

const affiliateRevenue = breakdown({
  id: 'affiliate_revenue',
  title: 'Affiliate revenue over time',
  metric: 'affiliate_revenue',
  by: 'affiliate_id',
  form: 'stack',
  absent: 0,
})

const affiliates = matrix({
  id: 'affiliates',
  title: 'Affiliates',
  question: 'Clicks, conversions and revenue by affiliate',
  metrics: ['affiliate_clicks', 'affiliate_conversions', 'affiliate_revenue'],
  by: [{ dimension: 'affiliate_id', title: 'Partner' }],
  width: 6,
})

const tiers = matrix({
  id: 'tiers',
  title: 'Loyalty points by tier',
  question: 'Points earned and redeemed by tier',
  metrics: ['loyalty_points_earned', 'loyalty_points_redeemed'],
  by: [{ dimension: 'tier', title: 'Tier' }],
  width: 6,
})

export const growth: PageDeclaration = {
  title: 'Growth',
  figures: [
    {
      title: 'Subscribers',
      figures: [rate('mrr', 'more'), rate('subscriptions_active', 'more'), rate('subscription_churn_rate', 'less')],
    },
    {
      title: 'Engagement',
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
    { title: 'Affiliates and loyalty', panels: [affiliateRevenue, affiliates, loyalty, tiers] },
  ],
}

export const Page = () => <PanelPage page={growth} />
