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
  question: 'What do subscriptions bring in a month?',
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
  title: 'Subscriptions cancelled',
  question: 'What share of those at the start of a bucket leaves in it?',
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
  question: 'Which offers are taken up?',
  metrics: ['promotions_shown', 'promotions_redeemed', 'promotion_conversion'],
  by: [{ dimension: 'promotion_id', title: 'Promotion' }],
  width: 6,
})

const ctrOverTime = breakdown({
  id: 'ctr_over_time',
  title: 'Recommendation click-through over time',
  question: 'Where do recommendations work, and since when?',
  metric: 'recommendation_ctr',
  by: 'placement',
  weight: 'recommendations_shown',
  form: 'lines',
  absent: null,
})

const ctrByPlacement = ranking({
  id: 'ctr_by_placement',
  title: 'Click-through by placement',
  question: 'Of how many shown was one followed?',
  metric: 'recommendation_ctr',
  by: 'placement',
  weight: 'recommendations_shown',
  better: 'more',
})

const promotionsOverTime = trend({
  id: 'promotions_over_time',
  title: 'Promotions redeemed over time',
  question: 'Does an offer lose its pull?',
  metrics: ['promotions_redeemed'],
  better: 'more',
  absent: 0,
})

const zeroResults = trend({
  id: 'zero_results',
  title: 'Searches without a result',
  question: 'How often do people look for what is not there?',
  metrics: ['zero_result_rate'],
  better: 'less',
  absent: null,
})

const clickPositions = positions({
  id: 'click_positions',
  title: 'Position of the result followed',
  question: 'Does what is looked for stand at the top?',
  metric: 'search_clicks',
  by: 'position',
  byTitle: 'Position',
  most: 10,
})

const topQueries = matrix({
  id: 'top_queries',
  title: 'Top searches',
  question: 'What do people look for, and do they find it?',
  metrics: ['searches', 'search_ctr', 'zero_result_rate'],
  by: [{ dimension: 'query', title: 'Words' }],
  width: 12,
})

const openedByMedium = breakdown({
  id: 'opened_by_medium',
  title: 'Opened by medium',
  question: 'Does a medium wear out?',
  metric: 'notification_open_rate',
  by: 'medium',
  weight: 'notifications_delivered',
  form: 'lines',
  absent: null,
})

const clickedByMedium = ranking({
  id: 'clicked_by_medium',
  title: 'Clicked by medium',
  question: 'Of how many delivered was a link followed?',
  metric: 'notification_click_rate',
  by: 'medium',
  weight: 'notifications_delivered',
  better: 'more',
})

const messages = matrix({
  id: 'messages',
  title: 'Messages',
  question: 'Which messages are read?',
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
  title: 'Points over time',
  question: 'Are points collected, and are they spent?',
  metrics: ['loyalty_points_earned', 'loyalty_points_redeemed'],
  better: 'more',
  absent: 0,
})

const affiliateRevenue = breakdown({
  id: 'affiliate_revenue',
  title: 'Revenue through partners over time',
  metric: 'affiliate_revenue',
  by: 'affiliate_id',
  form: 'stack',
  absent: 0,
})

const affiliates = matrix({
  id: 'affiliates',
  title: 'Partners',
  question: 'Who brings buyers?',
  metrics: ['affiliate_clicks', 'affiliate_conversions', 'affiliate_revenue'],
  by: [{ dimension: 'affiliate_id', title: 'Partner' }],
  width: 6,
})

const tiers = matrix({
  id: 'tiers',
  title: 'Tiers',
  question: 'Who collects, who spends?',
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

export const Page = () => <PanelPage page={growth} />
