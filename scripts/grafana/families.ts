/** Families of measures, each a dashboard of its own; a measure that the views do not say is left to the service's own pages. */
export const families: readonly {
  readonly id: string
  readonly title: string
  readonly measures: readonly string[]
}[] = [
  {
    id: 'sales',
    title: 'Sales',
    measures: [
      'orders',
      'gmv',
      'aov',
      'items_sold',
      'unique_purchasers',
      'arpu',
      'orders_cancelled',
      'cancellation_rate',
    ],
  },
  {
    id: 'funnel',
    title: 'Funnel',
    measures: [
      ...['sessions', 'product_views', 'searches', 'search_clicks', 'search_ctr', 'zero_result_rate'],
      ...['carts_created', 'cart_additions', 'checkouts_started', 'checkouts_completed', 'conversion_rate'],
      'cart_abandonment_rate',
    ],
  },
  {
    id: 'payments',
    title: 'Payments',
    measures: [
      ...['payment_volume', 'payments_captured', 'payments_failed', 'payment_success_rate'],
      ...['refunds', 'refund_amount', 'refund_rate', 'partial_refunds', 'chargebacks', 'chargeback_rate'],
    ],
  },
  {
    id: 'logistics',
    title: 'Logistics',
    measures: [
      ...['shipments_dispatched', 'shipments_delivered', 'on_time_delivery_rate', 'first_attempt_delivery_rate'],
      ...['shipments_returned', 'rto_rate', 'returns', 'return_rate'],
    ],
  },
  {
    id: 'growth',
    title: 'Growth',
    measures: [
      ...[
        'promotions_shown',
        'promotions_redeemed',
        'promotion_conversion',
        'affiliate_clicks',
        'affiliate_conversions',
      ],
      ...['affiliate_revenue', 'recommendations_shown', 'recommendations_clicked', 'recommendation_ctr'],
      ...['notifications_sent', 'notifications_delivered', 'notification_open_rate', 'notification_click_rate'],
      ...['loyalty_points_earned', 'loyalty_points_redeemed'],
    ],
  },
  {
    id: 'production',
    title: 'Production and safety',
    measures: [
      ...['units_produced', 'units_rejected', 'batch_rejection_rate', 'batches_recalled'],
      ...['adverse_events', 'adverse_event_rate', 'adverse_events_per_1000_patch_days'],
    ],
  },
  {
    id: 'devices',
    title: 'Devices',
    measures: [
      ...['active_devices', 'device_activations', 'device_adherence', 'dose_success_rate'],
      ...['readings', 'readings_out_of_range'],
    ],
  },
]
