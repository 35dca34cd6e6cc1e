import { stored } from '../open.ts'
import type { Fixtures } from './fixture.ts'

const recommendation = (action: string, position: number) =>
  stored({ type: 'recommendation', action, data: { recommendation_id: 'r', position } })
const promotion = (action: string, promotion_id = 'autumn') =>
  stored({ type: 'promotion', action, data: { promotion_id } })
const affiliate = (action: string, revenue?: number) =>
  stored({ type: 'affiliate', action, data: { affiliate_id: 'a', currency: 'EUR', revenue } })
const searched = (query: string, results_count: number) =>
  stored({ type: 'search', action: 'performed', data: { query, results_count } })
const followed = (query: string, position: number) =>
  stored({ type: 'search', action: 'clicked', data: { query, position } })
const points = (action: string, points: number, tier = 'silver') =>
  stored({ type: 'loyalty', action, data: { points, tier } })
const message = (action: string, notification_id: string, medium = 'email') =>
  stored({ type: 'notification', action, data: { notification_id, medium } })

export default {
  recommendations_shown: { events: [0, 1, 2].map((position) => recommendation('shown', position)), value: 3 },
  recommendations_clicked: { events: [recommendation('shown', 0), recommendation('clicked', 0)], value: 1 },
  // 1 / 4; at the first place (0) 1 / 1, at the others 0 / 1 and 0 / 2
  recommendation_ctr: {
    events: [...[0, 1, 2, 2].map((position) => recommendation('shown', position)), recommendation('clicked', 0)],
    value: 0.25,
    asks: [
      {
        question: { dimensions: ['position'] },
        rows: [
          { position: '0', recommendation_ctr: 1 },
          { position: '1', recommendation_ctr: 0 },
          { position: '2', recommendation_ctr: 0 },
        ],
      },
      { question: { filters: { position: ['0', '1'] } }, rows: [{ recommendation_ctr: 0.5 }] },
    ],
  },
  promotions_shown: { events: [promotion('shown'), promotion('applied')], value: 1, fromEvents: true },
  promotions_redeemed: { events: [promotion('redeemed'), promotion('shown')], value: 1, fromEvents: true },
  // 2 / 5; of autumn 2 / 4, of winter 0 / 1
  promotion_conversion: {
    events: [
      ...['autumn', 'autumn', 'autumn', 'autumn', 'winter'].map((id) => promotion('shown', id)),
      promotion('applied'),
      promotion('redeemed'),
      promotion('redeemed'),
    ],
    value: 0.4,
    fromEvents: true,
    asks: [
      {
        question: { dimensions: ['promotion_id'] },
        rows: [
          { promotion_id: 'autumn', promotion_conversion: 0.5 },
          { promotion_id: 'winter', promotion_conversion: 0 },
        ],
      },
    ],
  },
  affiliate_clicks: { events: [affiliate('clicked'), affiliate('clicked')], value: 2, fromEvents: true },
  affiliate_conversions: { events: [affiliate('clicked'), affiliate('converted', 1)], value: 1, fromEvents: true },
  // 10.10 + 0.20
  affiliate_revenue: {
    events: [affiliate('converted', 10.1), affiliate('converted', 0.2), affiliate('clicked', 9)],
    value: 10.3,
    fromEvents: true,
  },
  searches: { events: [searched('patch', 3), searched('patch', 3), followed('patch', 1)], value: 2 },
  // 1 / 4
  zero_result_rate: {
    events: [searched('patsh', 0), searched('patch', 3), searched('patch', 3), searched('lancet', 1)],
    value: 0.25,
    asks: [
      {
        question: { dimensions: ['query'], order_by: '-zero_result_rate', limit: 1 },
        rows: [{ query: 'patsh', zero_result_rate: 1 }],
      },
    ],
  },
  search_clicks: { events: [followed('patch', 1), followed('patch', 12), searched('patch', 3)], value: 2 },
  // 3 / 4; at place 1 2 / 4 and at place 12 1 / 4; of "patch" 2 / 3 and of "lancet" 1 / 1
  search_ctr: {
    events: [
      ...[searched('patch', 3), searched('patch', 3), searched('patch', 3), searched('lancet', 20)],
      ...[followed('patch', 1), followed('patch', 1), followed('lancet', 12)],
    ],
    value: 0.75,
    asks: [
      {
        question: { dimensions: ['position'], granularity: 'day' },
        rows: [
          { time: '2026-10-01', position: '1', search_ctr: 0.5 },
          { time: '2026-10-01', position: '12', search_ctr: 0.25 },
        ],
      },
      { question: { filters: { position: '12' } }, rows: [{ search_ctr: 0.25 }] },
      {
        question: { dimensions: ['position', 'query'] },
        rows: [
          { position: '1', query: 'patch', search_ctr: 2 / 3 },
          { position: '12', query: 'lancet', search_ctr: 1 },
        ],
      },
    ],
  },
  // 90 + 10.5
  loyalty_points_earned: {
    events: [points('earned', 90), points('earned', 10.5, 'gold'), points('redeemed', 50), points('enrolled', 5)],
    value: 100.5,
    fromEvents: true,
    asks: [{ question: { filters: { tier: 'gold' } }, rows: [{ loyalty_points_earned: 10.5 }] }],
  },
  loyalty_points_redeemed: { events: [points('earned', 90), points('redeemed', 50)], value: 50, fromEvents: true },
  // n1 was sent twice
  notifications_sent: {
    events: [message('sent', 'n1'), message('sent', 'n1'), message('sent', 'n2', 'sms'), message('failed', 'n3')],
    value: 2,
    asks: [
      {
        question: { dimensions: ['medium'] },
        rows: [
          { medium: 'email', notifications_sent: 1 },
          { medium: 'sms', notifications_sent: 1 },
        ],
      },
    ],
  },
  notifications_delivered: { events: [message('sent', 'n1'), message('delivered', 'n1')], value: 1 },
  // 1 / 2; n1 was opened twice
  notification_open_rate: {
    events: [...['n1', 'n2'].map((id) => message('delivered', id)), message('opened', 'n1'), message('opened', 'n1')],
    value: 0.5,
  },
  // 1 / 4
  notification_click_rate: {
    events: [...['n1', 'n2', 'n3', 'n4'].map((id) => message('delivered', id)), message('clicked', 'n4')],
    value: 0.25,
  },
} satisfies Fixtures
