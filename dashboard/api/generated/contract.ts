// Written by `npm run contract` from the routes; a test compares the two. Change a schema in its route.

/** What a credential may do. */
export type Scope = 'analytics:ingest' | 'analytics:read' | 'analytics:write' | 'personal:read' | 'compliance:audit' | 'compliance:export' | 'compliance:erase' | 'quality:write' | 'people:provision' | 'admin'

export interface Schemas {
  /** RFC 9457 problem details; `code` is stable */
  readonly Problem: {
    readonly type: string
    readonly title: string
    readonly status: number
    readonly code: string
    readonly detail?: string
    readonly errors?: ReadonlyArray<{
      readonly path: string
      readonly message: string
    }>
  }
  /** By vigilance, when harm or a malfunction is reported, and as the report is worked on. */
  readonly adverse_event: {
    readonly id?: string
    readonly type: 'adverse_event'
    readonly action: 'reported' | 'updated' | 'closed'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly report_id: string
      readonly severity: 'malfunction' | 'mild' | 'moderate' | 'severe' | 'life_threatening' | 'death'
      readonly lot?: string
      readonly term?: string
      readonly narrative?: string
      readonly device_type?: string
      readonly firmware?: string
      readonly serial?: string
      readonly udi?: string
      readonly aware_at?: string
      readonly reportable?: boolean
      readonly outcome?: string
      readonly imdrf_codes?: ReadonlyArray<string>
    }
  }
  /** By the partner programme, when a partner sends a visitor and when that visitor buys. */
  readonly affiliate: {
    readonly id?: string
    readonly type: 'affiliate'
    readonly action: 'clicked' | 'converted'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly affiliate_id: string
      readonly revenue?: number
      readonly commission?: number
      readonly currency?: string
    }
  }
  /** By manufacturing and quality control, for each lot. */
  readonly batch: {
    readonly id?: string
    readonly type: 'batch'
    readonly action: 'produced' | 'released' | 'quarantined' | 'recalled'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly lot: string
      readonly product_id: string
      readonly units_produced?: number
      readonly units_rejected?: number
      readonly reason?: string
      readonly produced_on?: string
      readonly expires_on?: string
      readonly udi_di?: string
      readonly component_lots?: ReadonlyArray<string>
    }
  }
  /** By the storefront, at each change of a cart; abandoned after a day without one. */
  readonly cart: {
    readonly id?: string
    readonly type: 'cart'
    readonly action: 'created' | 'item_added' | 'item_removed' | 'abandoned' | 'converted'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly cart_id: string
      readonly product_id?: string
      readonly category?: string
      readonly brand?: string
      readonly quantity?: number
      readonly unit_price?: number
      readonly currency?: string
    }
  }
  /** By the payment service, when a bank takes a payment back and when the dispute ends. */
  readonly chargeback: {
    readonly id?: string
    readonly type: 'chargeback'
    readonly action: 'opened' | 'won' | 'lost'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly chargeback_id: string
      readonly payment_id?: string
      readonly gateway?: string
      readonly method?: string
      readonly amount: number
      readonly currency: string
    }
  }
  /** By the storefront, as a buyer goes from the cart to the payment. */
  readonly checkout: {
    readonly id?: string
    readonly type: 'checkout'
    readonly action: 'started' | 'step_completed' | 'completed' | 'failed'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly checkout_id: string
      readonly cart_id?: string
      readonly step?: string | number
      readonly value?: number
      readonly currency?: string
    }
  }
  /** By the device, or by its companion app, when its state changes. */
  readonly device: {
    readonly id?: string
    readonly type: 'device'
    readonly action: 'registered' | 'activated' | 'deactivated' | 'firmware_updated' | 'faulted'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly device_type: string
      readonly model?: string
      readonly firmware?: string
      readonly lot?: string
    }
  }
  /** By the dosing device, when a dose is planned and when its time has come. */
  readonly dose: {
    readonly id?: string
    readonly type: 'dose'
    readonly action: 'scheduled' | 'delivered' | 'failed' | 'missed'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data?: {
      readonly drug?: string
      readonly amount?: number
      readonly unit?: string
      readonly lot?: string
      readonly device_type?: string
    }
  }
  /** By the warehouse, at each movement of stock and at each count. */
  readonly inventory: (unknown)
  /** By the loyalty programme, when a customer joins, earns, spends or changes tier. */
  readonly loyalty: {
    readonly id?: string
    readonly type: 'loyalty'
    readonly action: 'enrolled' | 'earned' | 'redeemed' | 'tier_changed'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data?: {
      readonly points?: number
      readonly tier?: string
    }
  }
  /** By the messaging service, at each step of a message to a person. */
  readonly notification: {
    readonly id?: string
    readonly type: 'notification'
    readonly action: 'sent' | 'delivered' | 'opened' | 'clicked' | 'failed'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly notification_id: string
      readonly medium: 'email' | 'sms' | 'push'
      readonly template?: string
    }
  }
  /** By the order service, when an order is accepted, called off or handed over in full. */
  readonly order: (unknown)
  /** By the companion app when a patch is put on or comes off, and once for each day of wear. */
  readonly patch: (unknown)
  /** By the payment service, at each step that a gateway confirms. */
  readonly payment: {
    readonly id?: string
    readonly type: 'payment'
    readonly action: 'initiated' | 'authorised' | 'captured' | 'failed' | 'voided'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly payment_id: string
      readonly gateway: string
      readonly method: string
      readonly amount: number
      readonly currency: string
      readonly latency_ms?: number
      readonly risk_score?: number
      readonly decline_code?: string
    }
  }
  /** By a model, when it foretells a value, and by the service that later sees what the value came to. */
  readonly prediction: (unknown)
  /** By the storefront when a product is seen or wished for, by the catalogue when it changes. */
  readonly product: {
    readonly id?: string
    readonly type: 'product'
    readonly action: 'viewed' | 'wishlisted' | 'published' | 'updated' | 'retired'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly product_id: string
      readonly category?: string
      readonly brand?: string
      readonly price?: number
      readonly currency?: string
    }
  }
  /** By the storefront, when an offer is shown, put into a cart or used in an order. */
  readonly promotion: {
    readonly id?: string
    readonly type: 'promotion'
    readonly action: 'shown' | 'applied' | 'redeemed'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly promotion_id: string
      readonly discount?: number
      readonly currency?: string
    }
  }
  /** By the storefront, when a recommended product is shown, followed or bought. */
  readonly recommendation: {
    readonly id?: string
    readonly type: 'recommendation'
    readonly action: 'shown' | 'clicked' | 'purchased'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly recommendation_id: string
      readonly product_id?: string
      readonly placement?: string
      readonly position?: number
    }
  }
  /** By the payment service, when money is asked back and when the gateway has decided. */
  readonly refund: {
    readonly id?: string
    readonly type: 'refund'
    readonly action: 'requested' | 'completed' | 'rejected'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly refund_id: string
      readonly payment_id?: string
      readonly gateway?: string
      readonly method?: string
      readonly amount: number
      readonly currency: string
      readonly full?: boolean
      readonly reason?: string
    }
  }
  /** By the returns desk, when goods are announced, arrive or are turned away. */
  readonly return: {
    readonly id?: string
    readonly type: 'return'
    readonly action: 'requested' | 'received' | 'rejected'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly return_id: string
      readonly items?: ReadonlyArray<{
        readonly product_id?: string
        readonly quantity?: number
        readonly unit_price?: number
        readonly category?: string
        readonly brand?: string
        readonly lot?: string
        readonly unit_cost?: number
      }>
      readonly reason?: string
    }
  }
  /** By the storefront, when results are shown and when one of them is followed. */
  readonly search: (unknown) & (unknown)
  /** By the storefront, when a visit begins and when it has been idle for half an hour. */
  readonly session: {
    readonly id?: string
    readonly type: 'session'
    readonly action: 'started' | 'ended'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data?: {
      readonly referrer?: string
      readonly landing_page?: string
      readonly utm_source?: string
      readonly utm_medium?: string
      readonly utm_campaign?: string
    }
  }
  /** By the logistics service, at each scan of a parcel. */
  readonly shipment: {
    readonly id?: string
    readonly type: 'shipment'
    readonly action: 'created' | 'dispatched' | 'out_for_delivery' | 'attempted' | 'delivered' | 'returned_to_origin' | 'lost'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly shipment_id: string
      readonly warehouse_id?: string
      readonly carrier?: string
      readonly eta?: string
      readonly dispatched_at?: string
      readonly attempt?: number
      readonly lots?: ReadonlyArray<string>
    }
  }
  /** By the billing service, at each change of a subscription. */
  readonly subscription: {
    readonly id?: string
    readonly type: 'subscription'
    readonly action: 'started' | 'renewed' | 'paused' | 'resumed' | 'cancelled'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly subscription_id: string
      readonly plan: string
      readonly mrr: number
      readonly currency: string
    }
  }
  /** By the device, for each reading of a sensor. */
  readonly telemetry: {
    readonly id?: string
    readonly type: 'telemetry'
    readonly action: 'read'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: {
      readonly metric: string
      readonly value: number
      readonly unit: string
      readonly quality?: string | number
      readonly firmware?: string
      readonly lot?: string
      readonly device_type?: string
    }
  }
  /** By the account service, when a person registers, signs in, changes their record or leaves. */
  readonly user: {
    readonly id?: string
    readonly type: 'user'
    readonly action: 'registered' | 'logged_in' | 'updated' | 'consent_changed' | 'deleted'
    readonly schema_version?: 1
    readonly occurred_at: string
    readonly device_at?: string
    readonly producer: string
    readonly source_service?: string
    readonly tenant_id?: string
    readonly user_id?: string
    readonly session_id?: string
    readonly order_id?: string
    readonly device_id?: string
    readonly trace_id?: string
    readonly idempotency_key?: string
    readonly context?: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data?: {
      readonly email?: string
      readonly phone?: string
      readonly name?: string
      readonly birth_date?: string
      readonly consent?: unknown
    }
  }
  readonly StoredEvent: {
    readonly id: string
    readonly type: string
    readonly action: string
    readonly schema_version: number
    readonly occurred_at: string
    readonly received_at: string
    readonly device_at: string | null
    readonly producer: string
    readonly source_service: string | null
    readonly tenant_id: string
    readonly user_id: string | null
    readonly session_id: string | null
    readonly order_id: string | null
    readonly device_id: string | null
    readonly trace_id: string | null
    readonly idempotency_key: string
    readonly context: {
      readonly country?: string
      readonly region?: string
      readonly city?: string
      readonly channel?: string
      readonly device_type?: string
      readonly campaign?: string
      readonly cohort?: string
      readonly provider?: string
    }
    readonly data: Readonly<Record<string, unknown>>
    /** A signed 64-bit fingerprint of id and payload; left out where a value is masked */
    readonly checksum?: string
  }
  readonly RateLimit: {
    /** null: of each credential of the tenant that has no limit of its own */
    readonly key_id: string | null
    /** On average over ten seconds; null: as the tenant or the service has it; 0: no limit */
    readonly events_per_second: number | null
    /** Calls of any other kind */
    readonly requests_per_second: number | null
  }
  readonly LotRow: {
    readonly lot: string
    readonly product_id: string | null
    readonly status: 'produced' | 'released' | 'quarantined' | 'recalled' | 'unknown'
    readonly status_at: string | null
    /** Units; null where no event records them */
    readonly produced: number | null
    /** Units */
    readonly rejected: number | null
    /** Units in all warehouses, by the last count of the lot and what moved since */
    readonly on_hand: number | null
    /** Parcels dispatched that held units of it */
    readonly shipped: number
    /** Parcels delivered that held units of it */
    readonly delivered: number
    /** Orders of which units of it came back */
    readonly returned: number
    /** Devices that gave a sign of life under this lot */
    readonly active_devices: number
    /** People in any event that names the lot */
    readonly users: number
    /** null: suppressed for the tenant’s small_cell, as all figures of health here */
    readonly readings: number | null
    /** Valid patch days / prescribed days */
    readonly adherence: number | null
    /** Reports; null: suppressed */
    readonly adverse_events: number | null
    /** Reports per active device */
    readonly rate: number | null
    /** Low end of the exact Poisson interval of 95 % (Garwood) */
    readonly rate_low: number | null
    /** High end */
    readonly rate_high: number | null
    /** Proportional reporting ratio of prr_of against the sibling lots of the product; of reports, not of rates */
    readonly prr: number | null
    /** Low end of its log-normal interval of 95 % */
    readonly prr_low: number | null
    /** High end */
    readonly prr_high: number | null
    /** The kind of report that stands out most: a term, or serious */
    readonly prr_of: string | null
    /** PRR ≥ 2, chi-square ≥ 4 and 3 reports or more (Evans 2001) */
    readonly signal: boolean
    /** The rate against the control limits for its number of devices: above that of 99.8 %, above or below that of 95 %, or within; null without a rate */
    readonly standing: 'far_above' | 'above' | 'within' | 'below' | null
  }
  readonly AttentionItem: {
    readonly kind: 'recalled' | 'incident' | 'lot_signal' | 'gateway' | 'alert' | 'stockout' | 'figure' | 'dead_letters' | 'rejections'
    /** The lot, report, gateway, alert, product or reason of rejection, the first of `count` */
    readonly name: string | null
    /** The warehouse of a stockout */
    readonly place: string | null
    /** The measure of a figure, gateway or alert */
    readonly metric: string | null
    /** How many there are of them: lots, products in warehouses, letters, events */
    readonly count: number
    /** The value over the days before */
    readonly previous: number | null
    /** The value over these days; of an alert the last one, of a lot its reports, of stock the units on hand, of a report the share of its time that has gone */
    readonly current: number | null
    /** What it rests on: observations, or active devices of a lot */
    readonly n: number | null
    /** When a lot was recalled, when a report is due, or the day on which nothing is left */
    readonly at: string | null
  }
  readonly ExplainedSegment: {
    /** What the segment is: a value of each dimension, null for none */
    readonly filters: Readonly<Record<string, string | null>>
    /** The measure before; null where there was none */
    readonly previous: number | null
    /** The measure now */
    readonly current: number | null
    /** How many events or observations it rested on; null where that is not counted */
    readonly n_previous: number | null
    /** The same now */
    readonly n_current: number | null
    /** What it added to the change, in the unit of the measure */
    readonly contribution: number
    /** contribution / change; null without a change */
    readonly share: number | null
    /** Of a rate: what it added by its share of the observations */
    readonly mix_effect: number | null
    /** Of a rate: what it added by its own rate */
    readonly rate_effect: number | null
    /** What it would have added, had all segments changed alike */
    readonly expected: number
    /** 95 % interval of the change; null where its noise is not known, as of levels and quantities */
    readonly interval: {
      readonly low: number
      readonly high: number
    } | null
    /** Whether it added more, or less, than expected, beyond noise */
    readonly stands_out: boolean
  }
  readonly ExplainedDimension: {
    readonly dimensions: ReadonlyArray<string>
    /** The measure that was counted in each segment in place of the rate itself, such as payments_failed */
    readonly of: string | null
    /** Largest contribution first */
    readonly segments: ReadonlyArray<Schemas['ExplainedSegment']>
    /** Segments beyond the limit, together */
    readonly others: {
      readonly segments: number
      readonly contribution: number
    }
    /** What is left of the change: of suppressed segments, or that count the same thing several times */
    readonly unattributed: number
    /** How many segments are suppressed */
    readonly withheld: number
  }
  readonly ReorderLine: {
    readonly product_id: string
    readonly warehouse_id: string
    /** Units now, all lots together */
    readonly on_hand: number
    /** Units over the lead time; null, as all that follows from it, where there is too little history */
    readonly expected_demand: number | null
    /** Units above it that the service level asks for */
    readonly safety_stock: number | null
    /** expected_demand + safety_stock: order when so many or fewer are on hand */
    readonly reorder_point: number | null
    /** Units to order now, so that they last for lead time and cover; 0 above the reorder point */
    readonly order_quantity: number | null
    /** The day on which nothing is left at the expected demand; null beyond a year, or without demand */
    readonly stockout_on: string | null
    /** The share of earlier values that lay within the intervals from which the safety stock comes, in a backtest; null where it comes from the spread of days */
    readonly confidence: number | null
    /** How demand was forecast: a method of demand_forecast, or `average` of the days so far where that abstains */
    readonly method: string | null
    /** Why nothing is advised */
    readonly reason: string | null
    /** The reorder point that events of the inventory name */
    readonly recorded_reorder_point: number | null
    /** Of the last event that says it, in the currency beside it */
    readonly unit_cost: number | null
    /** ISO 4217 */
    readonly currency: string | null
  }
  readonly ServiceAccount: {
    readonly id: string
    readonly tenant_id: string
    readonly name: string
    /** What it is for */
    readonly description: string
    /** The e-mail address of the person who answers for it */
    readonly owner: string
    /** One of GET /analytics/roles, other than operator */
    readonly role: string
    /** Whether a person of this address may sign in to the tenant today */
    readonly owner_is_active: boolean
    /** The OAuth client (`client_id` or `azp`) of the issuer of bearer JWTs that it is; null where it has API keys alone */
    readonly client_id: string | null
    readonly status: 'active' | 'expired'
    /** When all its credentials end */
    readonly expires_at: string | null
    readonly created_at: string
    readonly created_by: string
    /** By a bearer JWT or an API key of it, to the minute */
    readonly last_used_at: string | null
    /** How many API keys of it hold */
    readonly api_keys: number
  }
  /** A resource, or for PATCH a PatchOp (RFC 7644, 3.5.2) */
  readonly ScimBody: Readonly<Record<string, unknown>>
  /** As GET /scim/v2/Schemas describes it */
  readonly ScimResource: {
    readonly schemas: ReadonlyArray<string>
  } & Readonly<Record<string, unknown>>
  /** RFC 7644, section 3.12 */
  readonly ScimError: {
    readonly schemas: ReadonlyArray<string>
    readonly status: string
    readonly scimType?: string
    readonly detail: string
  }
  readonly Person: {
    readonly id: string
    readonly tenant_id: string
    readonly issuer: string | null
    /** Null for one who has not signed in */
    readonly subject: string | null
    readonly email: string | null
    readonly name: string
    readonly role: string
    /** expired: an invitation not taken in time; deactivated: by the provider (SCIM) */
    readonly status: 'active' | 'invited' | 'expired' | 'deactivated'
    readonly created_at: string
    readonly invited_by: string | null
    readonly invited_until: string | null
    readonly last_sign_in_at: string | null
  }
  readonly Role: {
    readonly name: string
    readonly scopes: ReadonlyArray<'analytics:ingest' | 'analytics:read' | 'analytics:write' | 'personal:read' | 'compliance:audit' | 'compliance:export' | 'compliance:erase' | 'quality:write' | 'people:provision' | 'admin'>
    /** The event types whose protected values personal:read opens; null for all */
    readonly personal_types: ReadonlyArray<string> | null
    /** Whether it is one of every tenant, and cannot be changed */
    readonly built_in: boolean
  }
  readonly SavedView: {
    readonly id: string
    readonly name: string
    /** Of a page: /payments */
    readonly path: string
    /** The query of the address: country=ES */
    readonly search: string
    /** Whether the whole tenant sees it */
    readonly shared: boolean
    readonly owner: string
    readonly mine: boolean
    readonly created_at: string
  }
  readonly Annotation: {
    readonly id: string
    readonly at: string
    readonly title: string
    readonly text: string
    readonly kind: 'note' | 'recall' | 'firmware' | 'stockout'
    readonly until: string | null
    /** Whether it follows from events, and was not written by a user */
    readonly by_itself: boolean
    readonly author: string | null
    readonly link: string | null
  }
  readonly Alert: {
    readonly id: string
    readonly name: string
    readonly metric: string
    readonly filters: Readonly<Record<string, unknown>>
    readonly window: 'hour' | 'day' | 'week'
    readonly condition: {
      readonly kind: 'above' | 'below' | 'rises_by' | 'falls_by' | 'at_reorder_point' | 'outside_expected' | 'incident_deadline' | 'lot_signal'
      readonly value: number | null
      readonly minimum_observations: number | null
    }
    /** Its host alone for who is no admin */
    readonly webhook_url: string | null
    readonly enabled: boolean
    readonly state: 'ok' | 'firing' | 'unknown'
    /** Why the state is unknown */
    readonly reason: string | null
    readonly last_value: number | null
    readonly checked_at: string | null
    readonly created_at: string
  }
  readonly Firing: {
    readonly id: string
    readonly alert_id: string
    readonly name: string
    readonly metric: string
    readonly fired_at: string
    readonly resolved_at: string | null
    /** When it fired */
    readonly value: number
    /** What the value was held against, in the measure's unit */
    readonly limit: number
    /** The report or lot that it is about; a report is shown to those who may read it */
    readonly subject: string | null
    /** The path of its page */
    readonly link: string | null
    readonly webhook: {
      readonly status: 'none' | 'pending' | 'delivered' | 'failed'
      readonly attempts: number
      readonly error: string | null
    }
  }
  readonly BatchOperation: {
    readonly id: string
    readonly kind: 'batch' | 'import' | 'replay' | 'restore' | 'retention'
    /** The name of the credential */
    readonly actor: string
    readonly started_at: string
    readonly finished_at: string
    /** Those of an import are one operation */
    readonly calls: number
    readonly events: number
    readonly accepted: number
    readonly duplicates: number
    readonly rejected: number
    /** done: nothing was rejected; partly: something was; refused: everything was */
    readonly outcome: 'done' | 'partly' | 'refused'
  }
  readonly RejectedEvents: {
    /** The name of the credential that sent them */
    readonly credential: string
    /** `producer` of the events; empty unless events of it were accepted too */
    readonly producer: string
    /** Empty where they named no event type that there is */
    readonly type: string
    readonly reason: string
    /** A JSON Pointer to the field at fault; empty where no field is */
    readonly path: string
    /** What is wrong with the field, of the newest of them */
    readonly message: string
    /** The newest of them: declared names, and of each value its kind and its length alone */
    readonly sample: unknown
    readonly count: number
    readonly first_at: string
    readonly last_at: string
  }
  readonly AuditEntry: {
    readonly id: string
    readonly tenant_id: string
    /** Place in the chain, from 1 on */
    readonly sequence: number
    readonly at: string
    /** The name of the credential */
    readonly actor: string
    readonly actor_kind: 'api_key' | 'token' | 'session' | 'operator' | 'anonymous' | 'service' | 'service_account' | 'break_glass'
    /** The id of its API key, or of the person */
    readonly actor_key: string | null
    /** Its tenant */
    readonly actor_tenant: string | null
    readonly action: string
    /** The token of the person, where it is one */
    readonly subject: string | null
    /** Tokens of the persons and devices whose data it concerns */
    readonly subjects: ReadonlyArray<string>
    /** The call */
    readonly resource: string
    readonly outcome: 'succeeded' | 'refused' | 'failed'
    readonly ip: string | null
    readonly trace_id: string
    /** Of a change, as `X-Change-Reason` gave it */
    readonly reason: string | null
    readonly before: Readonly<Record<string, unknown>> | null
    readonly after: Readonly<Record<string, unknown>> | null
    readonly details: Readonly<Record<string, unknown>>
    /** SHA-256 in hexadecimal */
    readonly previous_hash: string
    /** SHA-256 over `previous_hash`, a line feed and the canonical JSON (RFC 8785) of the entry without `subject`, `previous_hash` and `hash` */
    readonly hash: string
  }
  readonly SubjectRequest: {
    readonly id: string
    readonly kind: 'export' | 'erasure' | 'hold_release' | 'retention_change'
    /** `awaiting_approval` until another person approves or rejects it, or `approval.expires_at` */
    readonly status: 'pending' | 'running' | 'ready' | 'failed' | 'expired' | 'awaiting_approval' | 'done' | 'rejected'
    readonly subject?: {
      readonly user_id: string
    } | {
      readonly device_id: string
    }
    /** null where no second person is asked */
    readonly approval: {
      readonly expires_at: string
      readonly decided_by: string | null
      readonly decided_at: string | null
      /** Why it was approved or rejected */
      readonly reason: string | null
    } | null
    /** What a request of another kind than exports and erasures changes */
    readonly target: Readonly<Record<string, unknown>> | null
    /** Of an erasure */
    readonly mode: 'erase' | 'anonymise' | null
    /** Of an erasure */
    readonly reason: string | null
    readonly requested_by: string
    readonly requested_at: string
    readonly finished_at: string | null
    /** From then on the file cannot be had */
    readonly expires_at: string | null
    /** Of the file */
    readonly bytes: number | null
    /** How much of each kind is in it */
    readonly counts: Readonly<Record<string, number>> | null
    /** Why the last try failed */
    readonly error: string | null
  }
  readonly LegalHold: {
    readonly id: string
    readonly kind: 'lot' | 'subject' | 'type'
    /** The lot or the type; null of a subject */
    readonly value: string | null
    /** Tokens of the person or device, as the audit trail has them */
    readonly subjects: ReadonlyArray<string>
    readonly reason: string
    readonly placed_by: string
    readonly placed_at: string
    readonly released_at: string | null
  }
  readonly QualityDecision: {
    /** The event that records the decision */
    readonly event_id: string
    /** The last action before; null of a decision that is sent again */
    readonly before: string | null
    readonly after: string
  }
  readonly RetentionPolicy: {
    /** An event type, or * for all that have no policy of their own in this store */
    readonly type: string
    readonly store: 'ledger' | 'warehouse' | 'archive' | 'dead_letters' | 'audit'
    /** Since the event occurred, the message died, the entry was written. A month of UTC goes when all of it is older. At least 30 in ledger, warehouse and archive, 365 of the audit trail */
    readonly days: number
    readonly action: 'delete' | 'anonymise'
  }
  readonly RetentionPlan: {
    readonly dry_run: boolean
    readonly rows: ReadonlyArray<{
      readonly store: 'ledger' | 'warehouse' | 'archive' | 'dead_letters' | 'audit'
      readonly action: 'delete' | 'anonymise'
      readonly type: string
      /** YYYY-MM, of UTC */
      readonly month: string
      /** Events; in other stores dead letters or audit entries */
      readonly events: number
      /** Of these: a run checks their files in the archive first, and they stay where one is not sound */
      readonly to_verify: number
      /** What stays for now, and why */
      readonly held_back: ReadonlyArray<{
        readonly reason: 'current_month' | 'not_archived' | 'not_verified' | 'not_in_warehouse' | 'set_aside' | 'legal_hold' | 'last_copy' | 'opening_balance'
        /** Events; in other stores dead letters or audit entries */
        readonly events: number
        /** Ids of legal holds */
        readonly holds?: ReadonlyArray<string>
      }>
    }>
  }
  readonly RetentionRun: {
    readonly id: string
    readonly status: 'pending' | 'running' | 'done' | 'failed'
    /** `retention` where the service began it by the clock */
    readonly requested_by: string
    readonly requested_at: string
    readonly finished_at: string | null
    readonly error: string | null
    readonly removed: ReadonlyArray<{
      readonly store: 'ledger' | 'warehouse' | 'archive' | 'dead_letters' | 'audit'
      readonly action: 'delete' | 'anonymise'
      readonly type: string
      /** YYYY-MM, of UTC */
      readonly month: string
      /** Events; in other stores dead letters or audit entries */
      readonly events: number
    }>
    readonly held_back: ReadonlyArray<{
      readonly store: 'ledger' | 'warehouse' | 'archive' | 'dead_letters' | 'audit'
      readonly action: 'delete' | 'anonymise'
      readonly type: string
      /** YYYY-MM, of UTC */
      readonly month: string
      /** What stays for now, and why */
      readonly held_back: ReadonlyArray<{
        readonly reason: 'current_month' | 'not_archived' | 'not_verified' | 'not_in_warehouse' | 'set_aside' | 'legal_hold' | 'last_copy' | 'opening_balance'
        /** Events; in other stores dead letters or audit entries */
        readonly events: number
        /** Ids of legal holds */
        readonly holds?: ReadonlyArray<string>
      }>
    }> | null
  }
  readonly Access: {
    readonly kind: 'person' | 'service_account' | 'api_key'
    readonly id: string
    readonly name: string
    /** Of a person or service account */
    readonly role: string | null
    readonly scopes: ReadonlyArray<'analytics:ingest' | 'analytics:read' | 'analytics:write' | 'personal:read' | 'compliance:audit' | 'compliance:export' | 'compliance:erase' | 'quality:write' | 'people:provision' | 'admin'>
    readonly status: 'active' | 'invited' | 'expired' | 'deactivated'
    /** The last sign-in of a person, or use of a key */
    readonly last_used_at: string | null
    readonly since: string
    readonly ends_at: string | null
    /** Who made the key or the invitation */
    readonly given_by: string | null
  }
  readonly AccessReview: {
    readonly reviewed_by: string
    readonly reviewed_at: string
    readonly note: string | null
    /** SHA-256 of who may do what, without times of use: another where anything of it changed */
    readonly digest: string
  }
}

export interface Calls {
  /** Whether the process lives */
  readonly 'GET /health': {
    readonly body: undefined
    readonly answer: {
      readonly status: 'up'
    }
  }
  /** Whether the process can serve, and on what it stands. Ledger and disk decide: without them nothing is taken. */
  readonly 'GET /ready': {
    readonly body: undefined
    readonly answer: {
      readonly status: 'ready' | 'not_ready'
      readonly dependencies: Readonly<Record<string, {
        readonly status: 'up' | 'down'
        readonly detail?: string
        /** open: calls are refused at once; half_open: a probe is under way */
        readonly breaker?: {
          readonly state: 'closed' | 'open' | 'half_open'
          readonly since: string
          readonly last_error?: string
        }
      }>>
    }
  }
  /** Metrics for Prometheus */
  readonly 'GET /metrics': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** Metrics for Prometheus */
  readonly 'GET /actuator/prometheus': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** Take one event; the answer follows the commit */
  readonly 'POST /analytics/ingest': {
    readonly body: Schemas['adverse_event'] | Schemas['affiliate'] | Schemas['batch'] | Schemas['cart'] | Schemas['chargeback'] | Schemas['checkout'] | Schemas['device'] | Schemas['dose'] | Schemas['inventory'] | Schemas['loyalty'] | Schemas['notification'] | Schemas['order'] | Schemas['patch'] | Schemas['payment'] | Schemas['prediction'] | Schemas['product'] | Schemas['promotion'] | Schemas['recommendation'] | Schemas['refund'] | Schemas['return'] | Schemas['search'] | Schemas['session'] | Schemas['shipment'] | Schemas['subscription'] | Schemas['telemetry'] | Schemas['user']
    readonly answer: {
      readonly id: string
      readonly status: 'accepted' | 'duplicate'
    }
  }
  /** Take up to 5 000 events; one bad event never fails the others */
  readonly 'POST /analytics/ingest/batch': {
    readonly body: ReadonlyArray<Readonly<Record<string, unknown>>>
    readonly answer: {
      readonly accepted: number
      readonly duplicates: number
      readonly rejected: number
      readonly results: ReadonlyArray<{
        readonly index: number
        readonly id: string | null
        readonly status: 'accepted' | 'duplicate' | 'rejected'
        readonly reason?: 'malformed_json' | 'not_an_object' | 'unsafe_value' | 'too_large' | 'unknown_type' | 'invalid_event' | 'occurred_in_future' | 'occurred_before_1970' | 'type_not_allowed' | 'tenant_mismatch' | 'idempotency_conflict' | 'too_many_conflicts' | 'not_storable' | 'tenant_missing' | 'unknown_tenant' | 'mapping_failed' | 'erased' | 'not_an_event'
        readonly errors?: ReadonlyArray<{
          readonly path: string
          readonly message: string
        }>
      }>
    }
  }
  /** Look up events, newest first */
  readonly 'GET /analytics/events': {
    readonly body: undefined
    readonly answer: {
      readonly events: ReadonlyArray<Schemas['StoredEvent']>
      readonly next_cursor: string | null
    }
  }
  /** Look up one event */
  readonly 'GET /analytics/events/{id}': {
    readonly body: undefined
    readonly answer: Schemas['StoredEvent']
  }
  /** Find orders, payments, shipments, devices, lots, reports, events and values of dimensions; users with personal:read */
  readonly 'GET /analytics/search': {
    readonly body: undefined
    readonly answer: {
      /** What has exactly this id first, then the latest */
      readonly records: ReadonlyArray<{
        readonly kind: 'event' | 'order' | 'payment' | 'shipment' | 'device' | 'lot' | 'report' | 'cart' | 'session' | 'user'
        readonly id: string
        /** Of an event: its type and action */
        readonly label: string | null
        /** The order that it belongs to */
        readonly order_id: string | null
        readonly last_at: string | null
      }>
      /** Values of dimensions of the last 90 days that hold the words, the most frequent first */
      readonly values: ReadonlyArray<{
        readonly dimension: string
        readonly value: string
        readonly events: number
      }>
      /** False where the warehouse did not answer in time: then only what has exactly this id was found */
      readonly complete: boolean
    }
  }
  /** Follow events as they come (Server-Sent Events, or a WebSocket) */
  readonly 'GET /analytics/stream': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** Event types with their JSON Schemas, and measures with formula, unit and dimensions */
  readonly 'GET /analytics/catalogue': {
    readonly body: undefined
    readonly answer: {
      readonly events: ReadonlyArray<{
        readonly type: string
        readonly emitted: string
        readonly actions: ReadonlyArray<string>
        readonly version: number
        readonly topic: string
        readonly schema: Readonly<Record<string, unknown>>
        readonly versions: ReadonlyArray<{
          readonly version: number
          readonly schema_url: string
        }>
        /** Those by which the person of user_id is active */
        readonly person_actions: ReadonlyArray<string>
        /** What its events can be cut by */
        readonly dimensions: ReadonlyArray<string>
        readonly columns: Readonly<Record<string, string>>
        readonly example: Readonly<Record<string, unknown>>
      }>
      readonly measures: ReadonlyArray<{
        readonly id: string
        readonly title: string
        readonly question: string
        readonly formula: string
        readonly numerator: string
        readonly denominator: string | null
        /** Whether its denominator counts observations: an alert may ask for a minimum of them */
        readonly counts_observations: boolean
        /** Whether it is a share of its observations: an answer may give its 95 % interval */
        readonly is_share: boolean
        /** Whether its days add up: POST /analytics/forecast can forecast it, and an alert compare it with that */
        readonly is_additive: boolean
        /** How POST /analytics/explain explains its change; null: it cannot */
        readonly explained_as: 'sum' | 'rate' | null
        /** distribution: a list of counts, of ten equal bins from 0 to 1; all others: a number */
        readonly unit: 'money' | 'count' | 'ratio' | 'times' | 'milliseconds' | 'hours' | 'days' | 'distribution'
        readonly uses: ReadonlyArray<string>
        readonly dimensions: ReadonlyArray<string>
      }>
    }
  }
  /** The JSON Schema of one version of an event type */
  readonly 'GET /analytics/schemas/{type}/{version}': {
    readonly body: undefined
    readonly answer: Readonly<Record<string, unknown>>
  }
  /** What a proposed schema would refuse of the events of the last days, by producer */
  readonly 'POST /analytics/schemas/{type}/dry-run': {
    readonly body: {
      /** JSON Schema 2020-12 of a whole event */
      readonly schema: Readonly<Record<string, unknown>>
      readonly days?: number
    }
    readonly answer: {
      readonly since: string
      /** Whether all events since then were validated */
      readonly complete: boolean
      readonly events: number
      readonly failed: number
      readonly producers: ReadonlyArray<{
        readonly producer: string
        readonly events: number
        readonly failed: number
        readonly flaws: ReadonlyArray<{
          readonly path: string
          readonly message: string
          readonly events: number
          readonly examples: ReadonlyArray<string>
        }>
      }>
    }
  }
  /** Measures, cut and filtered by dimensions, over time; with Cache-Control: no-cache worked out anew */
  readonly 'POST /analytics/query': {
    readonly body: {
      readonly metrics: ReadonlyArray<string>
      /** Included: a date in the time zone, or an RFC 3339 moment */
      readonly from: string
      /** Not included: a date in the time zone, or an RFC 3339 moment */
      readonly to: string
      readonly granularity?: 'hour' | 'day' | 'week' | 'month' | 'total'
      readonly dimensions?: ReadonlyArray<string>
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** An IANA name, such as Europe/Madrid */
      readonly timezone?: string
      readonly compare?: 'previous_period' | 'previous_year'
      /** time, a dimension or a metric; - before it: descending */
      readonly order_by?: string
      readonly limit?: number
      /** Adds on how many observations each rate rests, and the 95 % interval of shares (Wilson): to rows as `<metric>_observations`, `<metric>_low` and `<metric>_high`, to totals in `observations` and `intervals` */
      readonly observations?: boolean
      /** Wider buckets than `granularity` where a point of a share would rest on fewer; `meta.granularity` says which. Half of all observations lie in buckets of at least as many, unless fewer than four buckets would be left */
      readonly minimum_observations?: number
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
    }
    readonly answer: {
      readonly rows: ReadonlyArray<Readonly<Record<string, string | number | null | ReadonlyArray<number>>>>
      readonly totals: Readonly<Record<string, number | null | ReadonlyArray<number>>>
      readonly totals_by_currency?: Readonly<Record<string, Readonly<Record<string, number | null | ReadonlyArray<number>>>>>
      /** Of the totals of rates: what their denominators count */
      readonly observations?: Readonly<Record<string, number | null>>
      /** Of the totals of shares: the 95 % interval by Wilson; null where nothing was observed or it is above 1 */
      readonly intervals?: Readonly<Record<string, {
        readonly low: number
        readonly high: number
      } | null>>
      readonly previous?: {
        readonly rows: ReadonlyArray<Readonly<Record<string, string | number | null | ReadonlyArray<number>>>>
        readonly totals: Readonly<Record<string, number | null | ReadonlyArray<number>>>
        readonly totals_by_currency?: Readonly<Record<string, Readonly<Record<string, number | null | ReadonlyArray<number>>>>>
        /** Of the totals of rates: what their denominators count */
        readonly observations?: Readonly<Record<string, number | null>>
        /** Of the totals of shares: the 95 % interval by Wilson; null where nothing was observed or it is above 1 */
        readonly intervals?: Readonly<Record<string, {
          readonly low: number
          readonly high: number
        } | null>>
      }
      readonly meta: {
        /** null: amounts are answered per currency */
        readonly currency: string | null
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        readonly source: 'rollup' | 'events'
        /** The buckets of the rows, where `minimum_observations` was asked for */
        readonly granularity?: 'hour' | 'day' | 'week' | 'month' | 'total'
        /** With `minimum_observations`: half of all observations lie in points that rest on at least as many; of several shares the fewest, null where there is none */
        readonly typical_observations?: number | null
        /** whether rows beyond the limit were left out */
        readonly truncated: boolean
        /** The range of `previous`, as moments in UTC; `to` is not included */
        readonly compared?: {
          readonly from: string
          readonly to: string
        }
        /** why the totals of measures are null: no stock was ever counted in what was asked for, a ratio has nothing to divide by, there is no value to take a quantile of, amounts in several currencies are not added, it rests on few devices, or a retention policy removed events that it rests on */
        readonly null_reasons?: Readonly<Record<string, 'not_counted' | 'no_denominator' | 'no_observation' | 'several_currencies' | 'small_cell' | 'removed'>>
        /** Months of which a retention policy removed events that these figures rest on: they are null, which is not zero */
        readonly removed?: ReadonlyArray<{
          readonly type: string
          /** YYYY-MM, of UTC */
          readonly month: string
        }>
        /** how many figures are null because they rest on fewer devices than the tenant's small_cell, or would disclose one that does */
        readonly suppressed?: number
        /** what this call took */
        readonly elapsed_ms: number
        /** true: worked out for another call, at most a second before this one */
        readonly cached?: boolean
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** The values of a dimension in a range, most frequent first */
  readonly 'GET /analytics/dimensions/{dimension}': {
    readonly body: undefined
    readonly answer: {
      readonly values: ReadonlyArray<{
        readonly value: string | null
        readonly events: number
      }>
    }
  }
  /** The rate limits of the tenant and its keys, over the service's defaults */
  readonly 'GET /analytics/rate-limits': {
    readonly body: undefined
    readonly answer: {
      readonly defaults: {
        readonly events_per_second: number
        readonly requests_per_second: number
      }
      readonly limits: ReadonlyArray<Schemas['RateLimit']>
    }
  }
  /** Set the rate limit of a key, or of a tenant; null for both takes it away */
  readonly 'PUT /analytics/rate-limits': {
    readonly body: {
      /** null: of each credential of the tenant that has no limit of its own */
      readonly key_id: string | null
      /** On average over ten seconds; null: as the tenant or the service has it; 0: no limit */
      readonly events_per_second: number | null
      /** Calls of any other kind */
      readonly requests_per_second: number | null
      /** For an operator: whose limit */
      readonly tenant_id?: string
    }
    readonly answer: {
      readonly limits: ReadonlyArray<Schemas['RateLimit']>
    }
  }
  /** The rows of a query as CSV, NDJSON or Parquet; refused where there are more than 10 000 */
  readonly 'POST /analytics/export': {
    readonly body: {
      /** As for POST /analytics/query, without a comparison */
      readonly query: {
        readonly metrics: ReadonlyArray<string>
        /** Included: a date in the time zone, or an RFC 3339 moment */
        readonly from: string
        /** Not included: a date in the time zone, or an RFC 3339 moment */
        readonly to: string
        readonly granularity?: 'hour' | 'day' | 'week' | 'month' | 'total'
        readonly dimensions?: ReadonlyArray<string>
        readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
        /** An IANA name, such as Europe/Madrid */
        readonly timezone?: string
        /** time, a dimension or a metric; - before it: descending */
        readonly order_by?: string
        /** Adds on how many observations each rate rests, and the 95 % interval of shares (Wilson): to rows as `<metric>_observations`, `<metric>_low` and `<metric>_high`, to totals in `observations` and `intervals` */
        readonly observations?: boolean
        /** Wider buckets than `granularity` where a point of a share would rest on fewer; `meta.granularity` says which. Half of all observations lie in buckets of at least as many, unless fewer than four buckets would be left */
        readonly minimum_observations?: number
        /** Adds the SQL that was run to meta */
        readonly explain?: boolean
        readonly limit?: number
      }
      readonly format: 'csv' | 'ndjson' | 'parquet'
    }
    readonly answer: undefined
  }
  /** How many persons or sessions took steps in order, and how long it took them */
  readonly 'POST /analytics/funnel': {
    readonly body: {
      readonly steps: ReadonlyArray<{
        readonly type: string
        readonly action: string
        readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      }>
      /** Whose steps; events without one are left out */
      readonly by: 'session_id' | 'user_id'
      /** How long after the first step each other may be */
      readonly window_seconds: number
      /** Included: a date in the time zone, or an RFC 3339 moment */
      readonly from: string
      /** Not included: a date in the time zone, or an RFC 3339 moment */
      readonly to: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** An IANA name, such as Europe/Madrid */
      readonly timezone?: string
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
      /** A dimension; the value is that of the event of the first step */
      readonly breakdown?: string
    }
    readonly answer: {
      readonly steps: ReadonlyArray<{
        readonly type: string
        readonly action: string
        /** How many persons or sessions came this far */
        readonly count: number
        /** Share of those of the first step; null where there are none */
        readonly conversion: number | null
        /** Share of those of the step before who did not come here; null for the first step, and where the count is 0 */
        readonly drop_off: number | null
        /** From the step before to this one, over all who came here; null for the first step, and where the count is 0 */
        readonly median_seconds: number | null
        /** From the step before to this one, over all who came here; null for the first step, and where the count is 0 */
        readonly p90_seconds: number | null
      }>
      /** The twenty values with the most first steps */
      readonly breakdown?: ReadonlyArray<{
        readonly value: string | null
        readonly steps: ReadonlyArray<{
          readonly type: string
          readonly action: string
          /** How many persons or sessions came this far */
          readonly count: number
          /** Share of those of the first step; null where there are none */
          readonly conversion: number | null
          /** Share of those of the step before who did not come here; null for the first step, and where the count is 0 */
          readonly drop_off: number | null
          /** From the step before to this one, over all who came here; null for the first step, and where the count is 0 */
          readonly median_seconds: number | null
          /** From the step before to this one, over all who came here; null for the first step, and where the count is 0 */
          readonly p90_seconds: number | null
        }>
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** What people did next, level by level, as a Sankey diagram shows it */
  readonly 'POST /analytics/journeys': {
    readonly body: {
      readonly start?: {
        readonly type: string
        readonly action: string
        readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      }
      /** Whose steps; events without one are left out */
      readonly by: 'session_id' | 'user_id'
      /** How many levels, the start among them */
      readonly depth?: number
      /** Names on a level; the rest is "other" */
      readonly top?: number
      /** Included: a date in the time zone, or an RFC 3339 moment */
      readonly from: string
      /** Not included: a date in the time zone, or an RFC 3339 moment */
      readonly to: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** An IANA name, such as Europe/Madrid */
      readonly timezone?: string
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
    }
    readonly answer: {
      readonly nodes: ReadonlyArray<{
        /** <level>:<name> */
        readonly id: string
        /** From 0 */
        readonly level: number
        /** <type>.<action>, "other", or "end" where nothing followed */
        readonly name: string
        readonly count: number
      }>
      readonly links: ReadonlyArray<{
        /** <level>:<name> */
        readonly source: string
        /** <level>:<name> */
        readonly target: string
        readonly count: number
        /** Between the two; null to an end */
        readonly median_seconds: number | null
      }>
      /** The twenty that were taken most */
      readonly paths: ReadonlyArray<{
        readonly steps: ReadonlyArray<string>
        readonly count: number
        /** Of all starts */
        readonly share: number
      }>
      /** How many persons or sessions set out */
      readonly starts: number
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** What customers have spent and will, by BG/NBD and Gamma-Gamma, in all, by cohort and by customer */
  readonly 'POST /analytics/ltv': {
    readonly body: {
      /** Orders before it are not counted; without it all are */
      readonly from?: string
      /** Not included: a date in the time zone, or an RFC 3339 moment */
      readonly to: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** An IANA name, such as Europe/Madrid */
      readonly timezone?: string
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
      /** How far ahead */
      readonly horizon_days?: number
      /** Of the cohorts */
      readonly period?: 'day' | 'week' | 'month'
      /** How many customers are named */
      readonly limit?: number
      readonly order_by?: 'expected_value' | '-expected_value' | 'expected_purchases' | '-expected_purchases' | 'p_alive' | '-p_alive' | 'frequency' | '-frequency' | 'recency_days' | '-recency_days' | 'age_days' | '-age_days' | 'mean_value' | '-mean_value'
    }
    readonly answer: {
      readonly model: {
        readonly r: number
        readonly alpha: number
        readonly a: number
        readonly b: number
        readonly p: number
        readonly q: number
        readonly v: number
        /** Of BG/NBD */
        readonly log_likelihood: number
        /** How many it was fitted to */
        readonly customers: number
        readonly converged: boolean
      } | null
      /** Why there is no model */
      readonly reason?: string
      readonly currency: string | null
      readonly summary: {
        readonly customers: number
        readonly repeat_customers: number
        /** null where amounts cannot be added */
        readonly total_spent: number | null
        /** Spent within the horizon from now on, not discounted; null without a model */
        readonly expected_value: number | null
      }
      readonly cohorts: ReadonlyArray<{
        /** The first day of the period of the first order */
        readonly cohort: string
        readonly customers: number
        readonly orders: number
        /** null where amounts cannot be added */
        readonly spent: number | null
        readonly mean_frequency: number
        /** Spent within the horizon from now on, not discounted; null without a model */
        readonly expected_value: number | null
      }>
      readonly customers: ReadonlyArray<{
        readonly user_id: string
        /** Days with orders after the first one */
        readonly frequency: number
        /** From the first day with orders to the last */
        readonly recency_days: number
        /** From the first day with orders to the end of the range, or today */
        readonly age_days: number
        /** Of a repeat day; null without one */
        readonly mean_value: number | null
        /** Probability that they still buy */
        readonly p_alive: number | null
        /** Days with orders within the horizon */
        readonly expected_purchases: number | null
        /** Spent within the horizon from now on, not discounted; null without a model */
        readonly expected_value: number | null
        /** Low end of the interval of 95 %, by draws from the model; without one left out */
        readonly expected_value_low?: number
        /** High end */
        readonly expected_value_high?: number
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** How many came back in the periods after their first time */
  readonly 'POST /analytics/retention': {
    readonly body: {
      readonly cohort: {
        readonly type: string
        readonly action: string
        readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      }
      readonly returning: {
        readonly type: string
        readonly action: string
        readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      }
      /** Whose events; those without one are left out */
      readonly by: 'user_id' | 'device_id'
      /** Weeks begin on Monday */
      readonly period: 'day' | 'week' | 'month'
      /** Included: a date in the time zone, or an RFC 3339 moment */
      readonly from: string
      /** Not included: a date in the time zone, or an RFC 3339 moment */
      readonly to: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** An IANA name, such as Europe/Madrid */
      readonly timezone?: string
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
    }
    readonly answer: {
      /** Cohorts of the range; periods without new users are left out */
      readonly rows: ReadonlyArray<{
        /** The first day of the period of the first cohort event ever */
        readonly cohort: string
        /** How many had their first cohort event in this period */
        readonly size: number
        /** How many of them had a returning event in that same period and in each one after it */
        readonly retained: ReadonlyArray<number>
        /** true: its last number is of a period that is not over, by the clock or by the end of the range */
        readonly incomplete?: boolean
      }>
      /** The first day of the period under way, whose numbers may grow */
      readonly incomplete?: string
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** The newest events that a measure counts, protected values masked, and how it computes from them */
  readonly 'POST /analytics/samples': {
    readonly body: {
      readonly metric: string
      /** Included: a date in the time zone, or an RFC 3339 moment */
      readonly from: string
      /** Not included: a date in the time zone, or an RFC 3339 moment */
      readonly to: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** An IANA name, such as Europe/Madrid */
      readonly timezone?: string
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
      readonly limit?: number
    }
    readonly answer: {
      readonly events: ReadonlyArray<Schemas['StoredEvent']>
      /** The pieces of the measure; none where it is read from the records of the service */
      readonly sums: ReadonlyArray<{
        readonly name: string
        /** How many events of the range it counts */
        readonly count: number
        /** How it computes from them, as SQL over their columns */
        readonly definition: string
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** What lies in the warehouses at a moment, by product, warehouse and lot, and how long it will last */
  readonly 'POST /analytics/stock': {
    readonly body: {
      /** Now, if left out; a date means how things stood when it began */
      readonly at?: string
      /** From when on sales give the pace; 30 days before, if left out */
      readonly from?: string
      /** An IANA name */
      readonly timezone?: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      readonly limit?: number
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
    }
    readonly answer: {
      /** By product, warehouse and lot; as many as the limit allows */
      readonly positions: ReadonlyArray<{
        readonly product_id: string
        readonly category: string | null
        readonly brand: string | null
        readonly warehouse_id: string
        readonly lot: string | null
        /** Units, by the last event that says what is left */
        readonly on_hand: number
        /** Of the product in the warehouse, all lots together */
        readonly reorder_point: number | null
        /** In the currency beside it */
        readonly unit_cost: number | null
        readonly currency: string | null
        readonly received_on: string | null
        readonly expires_on: string | null
        /** Days since it was received */
        readonly age_days: number | null
        /** null where no event says when it was received */
        readonly age_band: '0–30' | '31–60' | '61–90' | '90+' | null
        /** The measure of this name for the product, over the days from `from` to `at`; orders name no warehouse */
        readonly units_sold_per_day: number
        /** The measure of this name for the product: on hand in all warehouses / units sold per day */
        readonly days_of_cover: number | null
        /** When the event that says what is left happened */
        readonly counted_at: string
      }>
      /** Over all positions; none where there is no position */
      readonly bands: ReadonlyArray<{
        /** null where no event says when it was received */
        readonly band: '0–30' | '31–60' | '61–90' | '90+' | null
        readonly on_hand: number
      }>
      readonly totals: {
        /** null, as what is beside it, where there is no position: stock that was never counted is not 0 */
        readonly on_hand: number | null
        /** Whose units are known */
        readonly positions: number
        /** Positions with nothing on hand */
        readonly out_of_stock: number | null
        /** Products in a warehouse that are at their reorder point or below, all lots together */
        readonly below_reorder: number | null
      }
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** Every lot of a range: units, devices, people, harm, and how it stands among its siblings */
  readonly 'GET /analytics/lots': {
    readonly body: undefined
    readonly answer: {
      /** Signals first, then the most reports */
      readonly lots: ReadonlyArray<Schemas['LotRow']>
      readonly overall: {
        /** Σ over lots */
        readonly active_devices: number
        /** Σ over lots; null: suppressed */
        readonly adverse_events: number | null
        /** Reports per active device over the lots that have active devices: the target of the funnel */
        readonly rate: number | null
      }
      /** Exact Poisson control limits of the rate around the overall rate (Spiegelhalter 2005) */
      readonly limits: ReadonlyArray<{
        readonly active_devices: number
        readonly low95: number
        readonly high95: number
        readonly low998: number
        readonly high998: number
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** From a lot to everything about it: its making, stock, parcels, devices and reports */
  readonly 'GET /analytics/lots/{lot}': {
    readonly body: undefined
    readonly answer: {
      readonly lot: string
      readonly product_id: string | null
      readonly status: 'produced' | 'released' | 'quarantined' | 'recalled' | 'unknown'
      readonly status_at: string | null
      /** Units; null where no event records them */
      readonly produced: number | null
      /** Units */
      readonly rejected: number | null
      /** Units in all warehouses, by the last count of the lot and what moved since */
      readonly on_hand: number | null
      /** Parcels dispatched that held units of it */
      readonly shipped: number
      /** Parcels delivered that held units of it */
      readonly delivered: number
      /** Orders of which units of it came back */
      readonly returned: number
      /** Devices that gave a sign of life under this lot */
      readonly active_devices: number
      /** People in any event that names the lot */
      readonly users: number
      /** null: suppressed for the tenant’s small_cell, as all figures of health here */
      readonly readings: number | null
      /** Valid patch days / prescribed days */
      readonly adherence: number | null
      /** Reports; null: suppressed */
      readonly adverse_events: number | null
      /** Reports per active device */
      readonly rate: number | null
      /** Low end of the exact Poisson interval of 95 % (Garwood) */
      readonly rate_low: number | null
      /** High end */
      readonly rate_high: number | null
      /** Proportional reporting ratio of prr_of against the sibling lots of the product; of reports, not of rates */
      readonly prr: number | null
      /** Low end of its log-normal interval of 95 % */
      readonly prr_low: number | null
      /** High end */
      readonly prr_high: number | null
      /** The kind of report that stands out most: a term, or serious */
      readonly prr_of: string | null
      /** PRR ≥ 2, chi-square ≥ 4 and 3 reports or more (Evans 2001) */
      readonly signal: boolean
      /** The rate against the control limits for its number of devices: above that of 99.8 %, above or below that of 95 %, or within; null without a rate */
      readonly standing: 'far_above' | 'above' | 'within' | 'below' | null
      /** What happened to the batch until the end of the range, oldest first */
      readonly history: ReadonlyArray<{
        readonly action: string
        readonly at: string
        readonly reason: string | null
        /** Units */
        readonly units_produced: number | null
        /** Units */
        readonly units_rejected: number | null
      }>
      /** The mass balance of the lot until the end of the range; null where nothing was recorded */
      readonly balance: {
        /** Units produced less rejected */
        readonly made: number | null
        /** Units received into warehouses */
        readonly received: number | null
        /** Units by which counts were corrected, either way */
        readonly adjusted: number | null
        /** Units that left warehouses for customers */
        readonly sold: number | null
        /** Units lost, broken or expired */
        readonly shrunk: number | null
        /** Units in all warehouses */
        readonly on_hand: number | null
        /** Units on lines of returns that were received */
        readonly returned: number
        /** received + adjusted − sold − shrunk − on_hand: 0 where all units are accounted for */
        readonly unaccounted: number | null
        /** Units received that were never made: 0 where there are none */
        readonly received_beyond_made: number | null
      }
      readonly on_hand_by_warehouse: ReadonlyArray<{
        readonly warehouse_id: string
        readonly product_id: string
        readonly on_hand: number
        readonly at: string | null
      }>
      readonly shipments: {
        /** Parcels of the range that held units of it */
        readonly created: number
        /** Parcels of the range that held units of it */
        readonly dispatched: number
        /** Parcels of the range that held units of it */
        readonly delivered: number
        /** Parcels of the range that held units of it */
        readonly returned_to_origin: number
        /** Parcels of the range that held units of it */
        readonly lost: number
      }
      /** Orders placed of which a line names it */
      readonly orders: number
      readonly severities: ReadonlyArray<{
        readonly severity: string
        /** null: suppressed */
        readonly reports: number | null
      }>
      /** The newest 200; none where a figure of reports of this lot is suppressed */
      readonly reports: ReadonlyArray<{
        readonly event_id: string
        readonly report_id: string
        readonly occurred_at: string
        readonly severity: string
        readonly term: string | null
        readonly device_id: string | null
        readonly order_id: string | null
      }>
      /** Devices in any event that names the lot, adverse events included */
      readonly devices_reached: number
      /** Readings outside the range of their metric; null: suppressed */
      readonly out_of_range: number | null
      readonly siblings: {
        /** Other lots of the product to which something happened */
        readonly lots: number
        readonly active_devices: number
        /** null: suppressed */
        readonly adverse_events: number | null
      }
      /** Reports per active device over the same of the siblings that have active devices */
      readonly rate_ratio: number | null
      /** Low end of its exact interval of 95 % */
      readonly rate_ratio_low: number | null
      /** High end; null where the siblings have no reports */
      readonly rate_ratio_high: number | null
      /** Days of the time zone on which there was anything */
      readonly by_day: ReadonlyArray<{
        readonly day: string
        readonly active_devices: number
        /** null: suppressed */
        readonly adverse_events: number | null
        /** null: suppressed */
        readonly readings: number | null
      }>
      /** Poisson CUSUM of adverse events per device-day against the siblings (Lucas 1985) */
      readonly cusum: {
        /** The first day on which the statistic reached the limit; null where it has not */
        readonly signal_on: string | null
        /** Set beforehand: the decision limit of the statistic */
        readonly limit: number
        /** How much higher a rate it looks for */
        readonly ratio: number
        /** Adverse events of lots as they should be, on average, from one false signal to the next */
        readonly reports_between_false_signals: number
        /** Why no days are given */
        readonly reason: string | null
        /** Each day from the first after one of a sibling in use; empty where suppressed */
        readonly by_day: ReadonlyArray<{
          readonly day: string
          /** The statistic, 0 or more */
          readonly value: number
          /** Adverse events to expect: active devices × the rate of the siblings up to the day before, at the upper end of its exact interval of one standard error */
          readonly expected: number
          readonly adverse_events: number
        }>
      }
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** The same as getLot */
  readonly 'POST /analytics/lots/{lot}': {
    readonly body: {
      /** A date in the time zone, or an RFC 3339 moment */
      readonly from?: string
      /** A date in the time zone, or an RFC 3339 moment */
      readonly to?: string
      readonly timezone?: string
      readonly explain?: boolean
    }
    readonly answer: {
      readonly lot: string
      readonly product_id: string | null
      readonly status: 'produced' | 'released' | 'quarantined' | 'recalled' | 'unknown'
      readonly status_at: string | null
      /** Units; null where no event records them */
      readonly produced: number | null
      /** Units */
      readonly rejected: number | null
      /** Units in all warehouses, by the last count of the lot and what moved since */
      readonly on_hand: number | null
      /** Parcels dispatched that held units of it */
      readonly shipped: number
      /** Parcels delivered that held units of it */
      readonly delivered: number
      /** Orders of which units of it came back */
      readonly returned: number
      /** Devices that gave a sign of life under this lot */
      readonly active_devices: number
      /** People in any event that names the lot */
      readonly users: number
      /** null: suppressed for the tenant’s small_cell, as all figures of health here */
      readonly readings: number | null
      /** Valid patch days / prescribed days */
      readonly adherence: number | null
      /** Reports; null: suppressed */
      readonly adverse_events: number | null
      /** Reports per active device */
      readonly rate: number | null
      /** Low end of the exact Poisson interval of 95 % (Garwood) */
      readonly rate_low: number | null
      /** High end */
      readonly rate_high: number | null
      /** Proportional reporting ratio of prr_of against the sibling lots of the product; of reports, not of rates */
      readonly prr: number | null
      /** Low end of its log-normal interval of 95 % */
      readonly prr_low: number | null
      /** High end */
      readonly prr_high: number | null
      /** The kind of report that stands out most: a term, or serious */
      readonly prr_of: string | null
      /** PRR ≥ 2, chi-square ≥ 4 and 3 reports or more (Evans 2001) */
      readonly signal: boolean
      /** The rate against the control limits for its number of devices: above that of 99.8 %, above or below that of 95 %, or within; null without a rate */
      readonly standing: 'far_above' | 'above' | 'within' | 'below' | null
      /** What happened to the batch until the end of the range, oldest first */
      readonly history: ReadonlyArray<{
        readonly action: string
        readonly at: string
        readonly reason: string | null
        /** Units */
        readonly units_produced: number | null
        /** Units */
        readonly units_rejected: number | null
      }>
      /** The mass balance of the lot until the end of the range; null where nothing was recorded */
      readonly balance: {
        /** Units produced less rejected */
        readonly made: number | null
        /** Units received into warehouses */
        readonly received: number | null
        /** Units by which counts were corrected, either way */
        readonly adjusted: number | null
        /** Units that left warehouses for customers */
        readonly sold: number | null
        /** Units lost, broken or expired */
        readonly shrunk: number | null
        /** Units in all warehouses */
        readonly on_hand: number | null
        /** Units on lines of returns that were received */
        readonly returned: number
        /** received + adjusted − sold − shrunk − on_hand: 0 where all units are accounted for */
        readonly unaccounted: number | null
        /** Units received that were never made: 0 where there are none */
        readonly received_beyond_made: number | null
      }
      readonly on_hand_by_warehouse: ReadonlyArray<{
        readonly warehouse_id: string
        readonly product_id: string
        readonly on_hand: number
        readonly at: string | null
      }>
      readonly shipments: {
        /** Parcels of the range that held units of it */
        readonly created: number
        /** Parcels of the range that held units of it */
        readonly dispatched: number
        /** Parcels of the range that held units of it */
        readonly delivered: number
        /** Parcels of the range that held units of it */
        readonly returned_to_origin: number
        /** Parcels of the range that held units of it */
        readonly lost: number
      }
      /** Orders placed of which a line names it */
      readonly orders: number
      readonly severities: ReadonlyArray<{
        readonly severity: string
        /** null: suppressed */
        readonly reports: number | null
      }>
      /** The newest 200; none where a figure of reports of this lot is suppressed */
      readonly reports: ReadonlyArray<{
        readonly event_id: string
        readonly report_id: string
        readonly occurred_at: string
        readonly severity: string
        readonly term: string | null
        readonly device_id: string | null
        readonly order_id: string | null
      }>
      /** Devices in any event that names the lot, adverse events included */
      readonly devices_reached: number
      /** Readings outside the range of their metric; null: suppressed */
      readonly out_of_range: number | null
      readonly siblings: {
        /** Other lots of the product to which something happened */
        readonly lots: number
        readonly active_devices: number
        /** null: suppressed */
        readonly adverse_events: number | null
      }
      /** Reports per active device over the same of the siblings that have active devices */
      readonly rate_ratio: number | null
      /** Low end of its exact interval of 95 % */
      readonly rate_ratio_low: number | null
      /** High end; null where the siblings have no reports */
      readonly rate_ratio_high: number | null
      /** Days of the time zone on which there was anything */
      readonly by_day: ReadonlyArray<{
        readonly day: string
        readonly active_devices: number
        /** null: suppressed */
        readonly adverse_events: number | null
        /** null: suppressed */
        readonly readings: number | null
      }>
      /** Poisson CUSUM of adverse events per device-day against the siblings (Lucas 1985) */
      readonly cusum: {
        /** The first day on which the statistic reached the limit; null where it has not */
        readonly signal_on: string | null
        /** Set beforehand: the decision limit of the statistic */
        readonly limit: number
        /** How much higher a rate it looks for */
        readonly ratio: number
        /** Adverse events of lots as they should be, on average, from one false signal to the next */
        readonly reports_between_false_signals: number
        /** Why no days are given */
        readonly reason: string | null
        /** Each day from the first after one of a sibling in use; empty where suppressed */
        readonly by_day: ReadonlyArray<{
          readonly day: string
          /** The statistic, 0 or more */
          readonly value: number
          /** Adverse events to expect: active devices × the rate of the siblings up to the day before, at the upper end of its exact interval of one standard error */
          readonly expected: number
          readonly adverse_events: number
        }>
      }
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** What became of the orders of a range: shipped, delivered, activated, adherent; harmed or paid back */
  readonly 'POST /analytics/therapy': {
    readonly body: {
      /** Included: a date in the time zone, or an RFC 3339 moment */
      readonly from: string
      /** Not included: a date in the time zone, or an RFC 3339 moment */
      readonly to: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** An IANA name, such as Europe/Madrid */
      readonly timezone?: string
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
      /** Cuts by it; an order is in each of its lots and products, and has the firmware of its first device */
      readonly by?: 'lot' | 'firmware' | 'region' | 'product_id'
    }
    readonly answer: {
      readonly steps: ReadonlyArray<{
        readonly id: 'ordered' | 'shipped' | 'delivered' | 'activated' | 'adherent' | 'adverse_event' | 'refunded'
        /** Orders that came this far, through all steps before; null where it is a small cell of the tenant */
        readonly count: number | null
        /** Share of the orders with a device; of an adverse event: of those activated; of a refund: of all orders */
        readonly conversion: number | null
        /** Share of the step before (for shipped: of the orders with a device) that did not come here; null for the first step and for outcomes */
        readonly drop_off: number | null
        /** From the step before; an adverse event from activation, a refund from the order; null for adherent, which is judged over all days recorded and has no moment */
        readonly median_days: number | null
        /** As median_days */
        readonly p90_days: number | null
      }>
      /** Orders with a product that comes with a device: refills and accessories stand in no denominator after the first step. All of them, where no event tells which products do */
      readonly with_device: number
      /** The twenty values with the most orders */
      readonly breakdown?: ReadonlyArray<{
        readonly value: string | null
        readonly steps: ReadonlyArray<{
          readonly id: 'ordered' | 'shipped' | 'delivered' | 'activated' | 'adherent' | 'adverse_event' | 'refunded'
          /** Orders that came this far, through all steps before; null where it is a small cell of the tenant */
          readonly count: number | null
          /** Share of the orders with a device; of an adverse event: of those activated; of a refund: of all orders */
          readonly conversion: number | null
          /** Share of the step before (for shipped: of the orders with a device) that did not come here; null for the first step and for outcomes */
          readonly drop_off: number | null
          /** From the step before; an adverse event from activation, a refund from the order; null for adherent, which is judged over all days recorded and has no moment */
          readonly median_days: number | null
          /** As median_days */
          readonly p90_days: number | null
        }>
        /** Orders with a product that comes with a device: refills and accessories stand in no denominator after the first step. All of them, where no event tells which products do */
        readonly with_device: number
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** Where units of a lot went: devices, people, orders and parcels; taking the list is audited */
  readonly 'GET /analytics/lots/{lot}/recall': {
    readonly body: undefined
    readonly answer: {
      readonly recall: ReadonlyArray<{
        readonly lot: string
        readonly order_id: string | null
        readonly shipment_id: string | null
        readonly device_id: string | null
        readonly user_id: string | null
        readonly warehouse_id: string | null
        readonly carrier: string | null
        readonly delivered_at: string | null
        readonly last_seen_at: string | null
        /** Of the device, where one is known; else of the goods */
        readonly status: 'in_use' | 'deactivated' | 'returned' | 'ordered' | 'on_the_way' | 'delivered' | 'returned_to_origin' | 'lost'
      }>
    }
  }
  /** From an event, an adverse one say, back to its device, lot, order and parcel */
  readonly 'GET /analytics/trace/{event_id}': {
    readonly body: undefined
    readonly answer: {
      readonly event: Schemas['StoredEvent']
      readonly lot: string | null
      /** What happened to the batch until the end of the range, oldest first */
      readonly batch: ReadonlyArray<{
        readonly action: string
        readonly at: string
        readonly reason: string | null
        /** Units */
        readonly units_produced: number | null
        /** Units */
        readonly units_rejected: number | null
      }>
      readonly device: {
        readonly device_id: string
        readonly activated_at: string | null
        readonly firmware: string | null
        readonly last_seen_at: string | null
      } | null
      readonly order: {
        readonly order_id: string
        readonly placed_at: string | null
        readonly user_id: string | null
        /** Σ quantity × unit price, in its currency */
        readonly value: number | null
        readonly currency: string | null
      } | null
      readonly shipment: {
        readonly shipment_id: string
        readonly carrier: string | null
        readonly warehouse_id: string | null
        readonly dispatched_at: string | null
        readonly delivered_at: string | null
      } | null
      /** Of the batch, the order and the device, oldest first, at most 500; readings and days of wear aside */
      readonly timeline: ReadonlyArray<{
        readonly event_id: string
        readonly type: string
        readonly action: string
        readonly occurred_at: string
        readonly label: string | null
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** Readings that do not fit with their own device's earlier ones, by modified z-scores */
  readonly 'POST /analytics/anomalies': {
    readonly body: {
      readonly metric?: string
      /** Included: a date in the time zone, or an RFC 3339 moment */
      readonly from: string
      /** Not included: a date in the time zone, or an RFC 3339 moment */
      readonly to: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** An IANA name, such as Europe/Madrid */
      readonly timezone?: string
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
      readonly threshold?: number
      /** How many readings before it a reading is held against; 288 are a day of one each five minutes */
      readonly window?: number
      /** Devices, and samples */
      readonly limit?: number
    }
    readonly answer: {
      readonly readings: number
      /** Readings with history enough: 24 of the same device and unit in the range */
      readonly scored: number
      /** Readings whose score is beyond the threshold either way */
      readonly anomalies: number
      /** Those with the most anomalies first */
      readonly devices: ReadonlyArray<{
        readonly device_id: string
        readonly unit: string
        readonly readings: number
        readonly anomalies: number
        /** Anomalies / readings that have a score */
        readonly share: number | null
        /** Of all its readings of the range */
        readonly median: number
        /** Median absolute deviation of all its readings of the range */
        readonly mad: number
        readonly last_at: string
      }>
      /** The strangest readings first */
      readonly samples: ReadonlyArray<{
        readonly event_id: string
        readonly device_id: string
        readonly occurred_at: string
        readonly value: number
        readonly unit: string
        /** Modified z-score (Iglewicz and Hoaglin 1993) */
        readonly score: number
        /** Of the readings before it */
        readonly median: number
        /** Of the readings before it */
        readonly mad: number
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** Asks a model, built in or of the model server, by the Open Inference Protocol v2 */
  readonly 'POST /analytics/ml/predict': {
    readonly body: {
      readonly model_name: string
      readonly model_version?: string
      readonly id?: string
      /** Texts, numbers and booleans only */
      readonly parameters?: Readonly<Record<string, string | number | boolean>>
      readonly inputs: ReadonlyArray<{
        readonly name: string
        readonly shape: ReadonlyArray<number>
        readonly datatype: 'BOOL' | 'UINT8' | 'UINT16' | 'UINT32' | 'UINT64' | 'INT8' | 'INT16' | 'INT32' | 'INT64' | 'FP16' | 'FP32' | 'FP64' | 'BYTES'
        /** Texts, numbers and booleans only */
        readonly parameters?: Readonly<Record<string, string | number | boolean>>
        /** Flat, or nested by the shape; row by row. INT64 and UINT64 may also be texts of digits */
        readonly data: ReadonlyArray<unknown>
      }>
      /** Which outputs to answer; all, if left out */
      readonly outputs?: ReadonlyArray<{
        readonly name: string
        /** Texts, numbers and booleans only */
        readonly parameters?: Readonly<Record<string, string | number | boolean>>
      }>
    }
    readonly answer: {
      readonly model_name: string
      readonly model_version?: string
      readonly id?: string
      /** Texts, numbers and booleans only */
      readonly parameters?: Readonly<Record<string, string | number | boolean>>
      readonly outputs: ReadonlyArray<{
        readonly name: string
        readonly shape: ReadonlyArray<number>
        readonly datatype: 'BOOL' | 'UINT8' | 'UINT16' | 'UINT32' | 'UINT64' | 'INT8' | 'INT16' | 'INT32' | 'INT64' | 'FP16' | 'FP32' | 'FP64' | 'BYTES'
        /** Texts, numbers and booleans only */
        readonly parameters?: Readonly<Record<string, string | number | boolean>>
        /** Flat, or nested by the shape; row by row. INT64 and UINT64 may also be texts of digits */
        readonly data: ReadonlyArray<unknown>
      }>
    }
  }
  /** The models that the tenant may ask: what they take and give, what they were fitted on, how well they did */
  readonly 'GET /analytics/ml/models': {
    readonly body: undefined
    readonly answer: {
      readonly models: ReadonlyArray<{
        readonly name: string
        /** Empty where a model server names none */
        readonly version: string
        /** `pocm` for models that are built in; else what the model server says */
        readonly platform: string
        readonly inputs: ReadonlyArray<{
          readonly name: string
          readonly datatype: 'BOOL' | 'UINT8' | 'UINT16' | 'UINT32' | 'UINT64' | 'INT8' | 'INT16' | 'INT32' | 'INT64' | 'FP16' | 'FP32' | 'FP64' | 'BYTES'
          readonly shape: ReadonlyArray<number>
        }>
        readonly outputs: ReadonlyArray<{
          readonly name: string
          readonly datatype: 'BOOL' | 'UINT8' | 'UINT16' | 'UINT32' | 'UINT64' | 'INT8' | 'INT16' | 'INT32' | 'INT64' | 'FP16' | 'FP32' | 'FP64' | 'BYTES'
          readonly shape: ReadonlyArray<number>
        }>
        /** What it was fitted on, such as the range and the number of examples; null where it is not known */
        readonly trained_on: Readonly<Record<string, unknown>> | null
        /** How well it did on what it was not fitted on; null where it is not known */
        readonly metrics: Readonly<Record<string, unknown>> | null
        readonly state: 'ready' | 'unavailable' | 'not_enough_data'
      }>
    }
  }
  /** How well predictions did by model and version: errors, coverage, calibration, drift, and one against another */
  readonly 'POST /analytics/predictions': {
    readonly body: {
      /** Included: a date in the time zone, or an RFC 3339 moment */
      readonly from: string
      /** Not included: a date in the time zone, or an RFC 3339 moment */
      readonly to: string
      /** An IANA name, such as Europe/Madrid */
      readonly timezone?: string
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
    }
    readonly answer: {
      /** By model, version and unit */
      readonly models: ReadonlyArray<{
        readonly model: string
        readonly model_version: string
        /** Of its values; empty where events name none */
        readonly unit: string
        /** Made in the range */
        readonly predictions: number
        /** Whose observed value is known, whenever it was recorded */
        readonly observed: number
        /** Mean absolute error */
        readonly mae: number | null
        /** Mean of predicted less observed */
        readonly bias: number | null
        /** The share of observed values that lay within their intervals */
        readonly coverage: number | null
        /** Observed values that had an interval */
        readonly intervals: number
        /** Of probabilities of what happens or does not (observed 1 or 0); else null */
        readonly brier: number | null
        /** The Brier score of the share that happened, predicted for all alike */
        readonly base_brier: number | null
        /** Of probabilities, in up to ten bins of about the same size */
        readonly calibration: ReadonlyArray<{
          readonly cases: number
          /** The mean predicted probability */
          readonly predicted: number
          /** The share that happened */
          readonly observed: number
        }>
        /** Population stability index of the predictions, later half against earlier half: above 0.25 it has shifted; null of fewer than 100 */
        readonly drift: number | null
      }>
      /** Of each two models or versions that predicted the same subjects and days in the same unit */
      readonly comparisons: ReadonlyArray<{
        /** The one with more predictions of the two */
        readonly champion: {
          readonly model: string
          readonly model_version: string
        }
        readonly challenger: {
          readonly model: string
          readonly model_version: string
        }
        /** Subjects and days that both predicted and whose observed value is known */
        readonly pairs: number
        /** Mean absolute error of the challenger less that of the champion; null of fewer than 10 pairs */
        readonly difference: number | null
        /** Low end of its interval of 95 % */
        readonly difference_low: number | null
        /** High end */
        readonly difference_high: number | null
        readonly verdict: 'challenger_better' | 'champion_better' | 'no_difference' | 'not_enough_data'
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** What needs attention now: figures that became worse beyond noise, alerts, stockouts, lots, rejected events */
  readonly 'GET /analytics/attention': {
    readonly body: undefined
    readonly answer: {
      /** The most urgent first; none where nothing needs attention */
      readonly items: ReadonlyArray<Schemas['AttentionItem']>
      /** What could not be checked: it would take too much, or has no past to compare with */
      readonly left_out: ReadonlyArray<'lots' | 'stock' | 'figures'>
      readonly meta: {
        /** Figures are of seven days up to now, against the seven before */
        readonly from: string
        readonly to: string
        readonly elapsed_ms: number
      }
    }
  }
  /** Why a measure changed: what each segment of each dimension added, by mix and by rate, with intervals */
  readonly 'POST /analytics/explain': {
    readonly body: {
      /** A sum (gmv, orders, stock_on_hand) or a rate that counts its observations (payment_success_rate, aov) */
      readonly metric: string
      /** Included: a date in the time zone, or an RFC 3339 moment */
      readonly from: string
      /** Not included: a date in the time zone, or an RFC 3339 moment */
      readonly to: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** An IANA name, such as Europe/Madrid */
      readonly timezone?: string
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
      /** The time to compare with */
      readonly compared: {
        /** Included: a date in the time zone, or an RFC 3339 moment */
        readonly from: string
        /** Not included: a date in the time zone, or an RFC 3339 moment */
        readonly to: string
      }
      /** By which of its dimensions; by all of them where none is named */
      readonly dimensions?: ReadonlyArray<string>
      /** How many segments of each dimension */
      readonly limit?: number
    }
    readonly answer: {
      readonly metric: string
      readonly kind: 'sum' | 'rate'
      /** The measure before; null where there was none */
      readonly previous: number | null
      /** The measure now */
      readonly current: number | null
      /** How many events or observations it rested on; null where that is not counted */
      readonly n_previous: number | null
      /** The same now */
      readonly n_current: number | null
      /** current − previous */
      readonly change: number | null
      /** 95 % interval of the change; null where its noise is not known, as of levels and quantities */
      readonly interval: {
        readonly low: number
        readonly high: number
      } | null
      /** explained: some segments changed otherwise than the rest; alike: the change is the same everywhere, and no dimension explains it; noise: no more than chance gives; unchanged; no_value: of one of the two ranges there is none */
      readonly verdict: 'explained' | 'alike' | 'noise' | 'unchanged' | 'no_value'
      /** Segments of all dimensions that stand out and changed the measure in its direction */
      readonly top: ReadonlyArray<Schemas['ExplainedSegment']>
      /** By each dimension; contributions and unattributed add up to change */
      readonly breakdowns: ReadonlyArray<Schemas['ExplainedDimension']>
      /** Of payments: gateway × method × decline code × country */
      readonly crossed: Schemas['ExplainedDimension'] | null
      /** Dimensions that explain nothing: all has one value, or there are too many values or too little time */
      readonly skipped: ReadonlyArray<{
        readonly dimension: string
        readonly reason: 'one_value' | 'too_many_values' | 'time'
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
        readonly currency: string | null
        readonly compared: {
          readonly from: string
          readonly to: string
        }
      }
    }
  }
  /** What a measure will come to, with intervals and how well the same would have done before */
  readonly 'POST /analytics/forecast': {
    readonly body: {
      /** A measure whose days add up, such as gmv, orders, items_sold */
      readonly metric: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** How many days ahead */
      readonly horizon_days?: number
      readonly granularity?: 'day' | 'week' | 'month'
      /** The share of values that intervals are meant to hold */
      readonly confidence?: number
      /** An IANA name */
      readonly timezone?: string
    }
    readonly answer: {
      readonly points: ReadonlyArray<{
        /** YYYY-MM-DD, the first day */
        readonly time: string
        readonly value: number
        readonly lower: number
        readonly upper: number
      }>
      /** What would have been predicted at the origins of the backtest, by what was known at each; oldest first */
      readonly past: ReadonlyArray<{
        /** YYYY-MM-DD, the first day */
        readonly time: string
        readonly value: number
        readonly lower: number
        readonly upper: number
      }>
      readonly backtest: {
        /** Mean absolute scaled error over rolling origins: below 1 is better than last season again; null where the past never changed */
        readonly mase: number | null
        /** The same of the seasonal naive forecast over the same origins */
        readonly naive_mase: number | null
        /** The share of values that lay within the intervals forecast before */
        readonly coverage: number
        /** How many origins were judged */
        readonly folds: number
      }
      readonly model: {
        readonly name: string
        readonly version: string
        /** The one that did best on this series */
        readonly method: 'seasonal_naive' | 'ets' | 'mstl_ets' | 'croston_sba' | 'tsb'
      }
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
        readonly currency: string | null
        /** The first day that it was fitted to */
        readonly history_from: string
        /** The first day that it was not fitted to: only whole days of the past count */
        readonly history_to: string
      }
    }
  }
  /** What to order of each product in each warehouse, for a service level and a lead time */
  readonly 'POST /analytics/reorder': {
    readonly body: {
      /** The share of lead times in which the stock is meant to last */
      readonly service_level?: number
      /** Days from order to arrival */
      readonly lead_time_days?: number
      /** Days that an order is to last for after its arrival */
      readonly cover_days?: number
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** An IANA name */
      readonly timezone?: string
      /** Adds the SQL that was run to meta */
      readonly explain?: boolean
    }
    readonly answer: {
      /** What must be ordered first, then by the day on which nothing is left */
      readonly lines: ReadonlyArray<Schemas['ReorderLine']>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
        /** The first day that demand was not taken from: whole past days count */
        readonly history_to: string
      }
    }
  }
  /** Exchange an API key for a session cookie */
  readonly 'POST /auth/sign-in': {
    readonly body: {
      readonly api_key: string
    }
    readonly answer: undefined
  }
  /** How one signs in here */
  readonly 'GET /auth/methods': {
    readonly body: undefined
    readonly answer: {
      readonly api_key: boolean
      /** The provider, and the path that a browser goes to; null where none is configured */
      readonly oidc: {
        readonly name: string
        readonly start: string
      } | null
    }
  }
  /** Who is signed in */
  readonly 'GET /auth/session': {
    readonly body: undefined
    readonly answer: {
      readonly tenant_id: string
      readonly tenant_name: string
      readonly name: string
      /** Of a person; null for a key or a token */
      readonly role: string | null
      readonly person_id: string | null
      readonly scopes: ReadonlyArray<'analytics:ingest' | 'analytics:read' | 'analytics:write' | 'personal:read' | 'compliance:audit' | 'compliance:export' | 'compliance:erase' | 'quality:write' | 'people:provision' | 'admin'>
      readonly reporting_currency: string
      readonly timezone: string
      /** Whether changes that matter are signed */
      readonly signatures_required: boolean
      /** Operators alone: their own tenant; they visit another where that is not `tenant_id` */
      readonly home_tenant_id?: string
      /** Operators alone: the tenants that they may visit, the first 1000 by name */
      readonly tenants?: ReadonlyArray<{
        readonly id: string
        readonly name: string
      }>
    }
  }
  /** The caller's sessions that have not ended; for an admin those of the whole tenant */
  readonly 'GET /auth/sessions': {
    readonly body: undefined
    readonly answer: {
      readonly sessions: ReadonlyArray<{
        readonly id: string
        /** Of the API key that bought it */
        readonly key_id: string | null
        /** Of the person who signed in */
        readonly person_id: string | null
        /** Of the key or the person */
        readonly name: string
        readonly user_agent: string
        readonly created_at: string
        /** To the minute */
        readonly seen_at: string
        readonly ends_at: string
        /** Whether it is the one that this call was made with */
        readonly current: boolean
      }>
    }
  }
  /** End all sessions of a key or a person: the caller's own, or as an admin any of the tenant */
  readonly 'DELETE /auth/sessions': {
    readonly body: undefined
    readonly answer: {
      readonly ended: number
    }
  }
  /** End a session of one's own, or as an admin any of the tenant */
  readonly 'DELETE /auth/sessions/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** End the session of the cookie, for every copy of it */
  readonly 'POST /auth/sign-out': {
    readonly body: undefined
    readonly answer: {
      /** Where the browser ends its session with the provider, too */
      readonly end_session_url: string
    }
  }
  /** Go to the provider to sign in */
  readonly 'GET /auth/oidc/start': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** Where the provider sends a browser back to: begins a session */
  readonly 'GET /auth/oidc/callback': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** Where the provider reports that a person has signed out: ends their sessions */
  readonly 'POST /auth/oidc/backchannel-logout': {
    readonly body: undefined
    readonly answer: Readonly<Record<string, unknown>>
  }
  /** Visit another tenant's figures, as an operator; with one's own tenant, return */
  readonly 'POST /auth/tenant': {
    readonly body: {
      readonly tenant_id: string
    }
    readonly answer: undefined
  }
  /** List the API keys */
  readonly 'GET /analytics/api-keys': {
    readonly body: undefined
    readonly answer: {
      readonly api_keys: ReadonlyArray<{
        readonly id: string
        readonly tenant_id: string
        readonly name: string
        readonly prefix: string
        readonly scopes: ReadonlyArray<string>
        readonly created_at: string
        readonly revoked_at: string | null
        readonly expires_at: string | null
        /** To the minute */
        readonly last_used_at: string | null
        /** Origins of the pages that may use it; null for any client */
        readonly allowed_origins: ReadonlyArray<string> | null
        /** Event types that it may send; null for all */
        readonly allowed_types: ReadonlyArray<string> | null
        /** Addresses and networks that it may be used from; null for all */
        readonly allowed_ips: ReadonlyArray<string> | null
        /** The name of who made it */
        readonly created_by: string | null
        /** Until when the secret of before its rotation holds beside the new one; null where it does not */
        readonly previous_until: string | null
        /** The service account that it belongs to, whose role bounds its scopes, and with which it ends */
        readonly service_account_id: string | null
      }>
    }
  }
  /** Make an API key; the key is shown this once */
  readonly 'POST /analytics/api-keys': {
    readonly body: {
      /** Gets a number where a key has it already */
      readonly name: string
      readonly scopes: ReadonlyArray<'analytics:ingest' | 'analytics:read' | 'analytics:write' | 'personal:read' | 'compliance:audit' | 'compliance:export' | 'compliance:erase' | 'quality:write' | 'people:provision' | 'admin'>
      /** From then on it is not valid */
      readonly expires_at?: string
      /** Origins of pages that carry the key, such as https://shop.example: it then only sends events */
      readonly allowed_origins?: ReadonlyArray<string>
      /** Event types that it may send */
      readonly allowed_types?: ReadonlyArray<string>
      /** Addresses and networks (CIDR) that it may be used from */
      readonly allowed_ips?: ReadonlyArray<string>
    }
    readonly answer: {
      readonly id: string
      readonly tenant_id: string
      readonly name: string
      readonly prefix: string
      readonly scopes: ReadonlyArray<string>
      readonly created_at: string
      readonly revoked_at: string | null
      readonly expires_at: string | null
      /** To the minute */
      readonly last_used_at: string | null
      /** Origins of the pages that may use it; null for any client */
      readonly allowed_origins: ReadonlyArray<string> | null
      /** Event types that it may send; null for all */
      readonly allowed_types: ReadonlyArray<string> | null
      /** Addresses and networks that it may be used from; null for all */
      readonly allowed_ips: ReadonlyArray<string> | null
      /** The name of who made it */
      readonly created_by: string | null
      /** Until when the secret of before its rotation holds beside the new one; null where it does not */
      readonly previous_until: string | null
      /** The service account that it belongs to, whose role bounds its scopes, and with which it ends */
      readonly service_account_id: string | null
      readonly key: string
    }
  }
  /** Give an API key a new secret, which is shown this once; the old one holds for a while beside it */
  readonly 'POST /analytics/api-keys/{id}/rotate': {
    readonly body: {
      /** For how long the old secret still holds, and sessions that it bought; 0 ends them at once */
      readonly grace_seconds?: number
    }
    readonly answer: {
      readonly id: string
      readonly tenant_id: string
      readonly name: string
      readonly prefix: string
      readonly scopes: ReadonlyArray<string>
      readonly created_at: string
      readonly revoked_at: string | null
      readonly expires_at: string | null
      /** To the minute */
      readonly last_used_at: string | null
      /** Origins of the pages that may use it; null for any client */
      readonly allowed_origins: ReadonlyArray<string> | null
      /** Event types that it may send; null for all */
      readonly allowed_types: ReadonlyArray<string> | null
      /** Addresses and networks that it may be used from; null for all */
      readonly allowed_ips: ReadonlyArray<string> | null
      /** The name of who made it */
      readonly created_by: string | null
      /** Until when the secret of before its rotation holds beside the new one; null where it does not */
      readonly previous_until: string | null
      /** The service account that it belongs to, whose role bounds its scopes, and with which it ends */
      readonly service_account_id: string | null
      readonly key: string
    }
  }
  /** Revoke an API key */
  readonly 'DELETE /analytics/api-keys/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** The service accounts that were not revoked */
  readonly 'GET /analytics/service-accounts': {
    readonly body: undefined
    readonly answer: {
      readonly service_accounts: ReadonlyArray<Schemas['ServiceAccount']>
    }
  }
  /** Make a service account: a program with a role and credentials of its own */
  readonly 'POST /analytics/service-accounts': {
    readonly body: {
      readonly name: string
      /** What it is for */
      readonly description: string
      /** The e-mail address of the person who answers for it */
      readonly owner: string
      /** One of GET /analytics/roles, other than operator */
      readonly role: string
      /** The OAuth client (`client_id` or `azp`) of the issuer of bearer JWTs that it is; null where it has API keys alone */
      readonly client_id?: string | null
      /** From then on none of its credentials holds; null for good */
      readonly expires_at?: string | null
    }
    readonly answer: Schemas['ServiceAccount']
  }
  /** Change a service account; its role holds at once for all its credentials */
  readonly 'PUT /analytics/service-accounts/{id}': {
    readonly body: {
      readonly name: string
      /** What it is for */
      readonly description: string
      /** The e-mail address of the person who answers for it */
      readonly owner: string
      /** One of GET /analytics/roles, other than operator */
      readonly role: string
      /** The OAuth client (`client_id` or `azp`) of the issuer of bearer JWTs that it is; null where it has API keys alone */
      readonly client_id?: string | null
      /** From then on none of its credentials holds; null for good */
      readonly expires_at?: string | null
    }
    readonly answer: Schemas['ServiceAccount']
  }
  /** Revoke a service account with all its credentials */
  readonly 'DELETE /analytics/service-accounts/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** Make an API key of a service account; the key is shown this once, and ends with the account */
  readonly 'POST /analytics/service-accounts/{id}/api-keys': {
    readonly body: {
      /** Gets a number where a key has it already */
      readonly name: string
      /** Of those of the account's role; without them all of those */
      readonly scopes?: ReadonlyArray<'analytics:ingest' | 'analytics:read' | 'analytics:write' | 'personal:read' | 'compliance:audit' | 'compliance:export' | 'compliance:erase' | 'quality:write' | 'people:provision' | 'admin'>
      readonly expires_at?: string
      /** Event types that it may send */
      readonly allowed_types?: ReadonlyArray<string>
      /** Addresses and networks (CIDR) that it may be used from */
      readonly allowed_ips?: ReadonlyArray<string>
    }
    readonly answer: {
      readonly id: string
      readonly tenant_id: string
      readonly name: string
      readonly prefix: string
      readonly scopes: ReadonlyArray<string>
      readonly created_at: string
      readonly revoked_at: string | null
      readonly expires_at: string | null
      /** To the minute */
      readonly last_used_at: string | null
      /** Origins of the pages that may use it; null for any client */
      readonly allowed_origins: ReadonlyArray<string> | null
      /** Event types that it may send; null for all */
      readonly allowed_types: ReadonlyArray<string> | null
      /** Addresses and networks that it may be used from; null for all */
      readonly allowed_ips: ReadonlyArray<string> | null
      /** The name of who made it */
      readonly created_by: string | null
      /** Until when the secret of before its rotation holds beside the new one; null where it does not */
      readonly previous_until: string | null
      /** The service account that it belongs to, whose role bounds its scopes, and with which it ends */
      readonly service_account_id: string | null
      readonly key: string
    }
  }
  /** SCIM: people and groups, by a search in the body */
  readonly 'POST /scim/v2/.search': {
    readonly body: Schemas['ScimBody']
    readonly answer: undefined
  }
  /** SCIM: ServiceProviderConfig */
  readonly 'GET /scim/v2/ServiceProviderConfig': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** SCIM: ResourceTypes */
  readonly 'GET /scim/v2/ResourceTypes': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** SCIM: one of ResourceTypes */
  readonly 'GET /scim/v2/ResourceTypes/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** SCIM: Schemas */
  readonly 'GET /scim/v2/Schemas': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** SCIM: one of Schemas */
  readonly 'GET /scim/v2/Schemas/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** SCIM: Users, by filter and page */
  readonly 'GET /scim/v2/Users': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** SCIM: make a User */
  readonly 'POST /scim/v2/Users': {
    readonly body: Schemas['ScimBody']
    readonly answer: undefined
  }
  /** SCIM: Users, by a search in the body */
  readonly 'POST /scim/v2/Users/.search': {
    readonly body: Schemas['ScimBody']
    readonly answer: undefined
  }
  /** SCIM: one User */
  readonly 'GET /scim/v2/Users/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** SCIM: replace a User */
  readonly 'PUT /scim/v2/Users/{id}': {
    readonly body: Schemas['ScimBody']
    readonly answer: undefined
  }
  /** SCIM: change a User */
  readonly 'PATCH /scim/v2/Users/{id}': {
    readonly body: Schemas['ScimBody']
    readonly answer: undefined
  }
  /** SCIM: delete a User */
  readonly 'DELETE /scim/v2/Users/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** SCIM: Groups, by filter and page */
  readonly 'GET /scim/v2/Groups': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** SCIM: make a Group */
  readonly 'POST /scim/v2/Groups': {
    readonly body: Schemas['ScimBody']
    readonly answer: undefined
  }
  /** SCIM: Groups, by a search in the body */
  readonly 'POST /scim/v2/Groups/.search': {
    readonly body: Schemas['ScimBody']
    readonly answer: undefined
  }
  /** SCIM: one Group */
  readonly 'GET /scim/v2/Groups/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** SCIM: replace a Group */
  readonly 'PUT /scim/v2/Groups/{id}': {
    readonly body: Schemas['ScimBody']
    readonly answer: undefined
  }
  /** SCIM: change a Group */
  readonly 'PATCH /scim/v2/Groups/{id}': {
    readonly body: Schemas['ScimBody']
    readonly answer: undefined
  }
  /** SCIM: delete a Group */
  readonly 'DELETE /scim/v2/Groups/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** The people who have signed in or were invited */
  readonly 'GET /analytics/people': {
    readonly body: undefined
    readonly answer: {
      readonly people: ReadonlyArray<Schemas['Person']>
    }
  }
  /** Invite a person by e-mail address, who then signs in by the provider; again, to renew an invitation */
  readonly 'POST /analytics/people': {
    readonly body: {
      readonly email: string
      /** One of GET /analytics/roles */
      readonly role: string
      readonly expires_in_hours?: number
    }
    readonly answer: Schemas['Person']
  }
  /** Give a person another role, which holds at once; the last admin keeps theirs */
  readonly 'PUT /analytics/people/{id}': {
    readonly body: {
      /** One of GET /analytics/roles */
      readonly role: string
    }
    readonly answer: Schemas['Person']
  }
  /** Remove a person and end their sessions; the last admin stays */
  readonly 'DELETE /analytics/people/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** The roles that people and service accounts may have */
  readonly 'GET /analytics/roles': {
    readonly body: undefined
    readonly answer: {
      readonly roles: ReadonlyArray<Schemas['Role']>
    }
  }
  /** Make or change a role of the tenant's own */
  readonly 'PUT /analytics/roles/{name}': {
    readonly body: {
      readonly scopes: ReadonlyArray<'analytics:ingest' | 'analytics:read' | 'analytics:write' | 'personal:read' | 'compliance:audit' | 'compliance:export' | 'compliance:erase' | 'quality:write' | 'people:provision'>
    }
    readonly answer: Schemas['Role']
  }
  /** Delete an unassigned role of the tenant's own */
  readonly 'DELETE /analytics/roles/{name}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** The tenant's settings */
  readonly 'GET /analytics/tenant': {
    readonly body: undefined
    readonly answer: {
      readonly tenant_id: string
      readonly name: string
      readonly reporting_currency: string
      readonly timezone: string
      /** How fields are kept that no event file declares; sensitive names are sealed either way */
      readonly undeclared_fields: 'sealed' | 'public'
      /** Undeclared fields that are public all the same: /data/shelf, /data/items/* /colour, /context/store */
      readonly public_paths: ReadonlyArray<string>
      /** Figures of health (adverse events, adherence, doses, readings), cut by dimensions or filters, are null where they rest on fewer devices, and so is what they could be worked out from; 0: none is, 5 is usual */
      readonly small_cell: number
      /** Whether erasures and releases of legal holds wait until another person approves them */
      readonly two_person_approval: boolean
      /** Whether changes that matter are signed: `X-Signature-Meaning` (approved, reviewed, released, responsible), with the API key again in `X-Signature-Credential` or a sign-in by the provider within ten minutes */
      readonly signatures_required: boolean
    }
  }
  /** Change the tenant's settings */
  readonly 'PATCH /analytics/tenant': {
    readonly body: {
      readonly name?: string
      readonly reporting_currency?: string
      readonly timezone?: string
      /** How fields are kept that no event file declares; sensitive names are sealed either way */
      readonly undeclared_fields?: 'sealed' | 'public'
      /** Undeclared fields that are public all the same: /data/shelf, /data/items/* /colour, /context/store */
      readonly public_paths?: ReadonlyArray<string>
      /** Figures of health (adverse events, adherence, doses, readings), cut by dimensions or filters, are null where they rest on fewer devices, and so is what they could be worked out from; 0: none is, 5 is usual */
      readonly small_cell?: number
      /** Whether erasures and releases of legal holds wait until another person approves them */
      readonly two_person_approval?: boolean
      /** Whether changes that matter are signed: `X-Signature-Meaning` (approved, reviewed, released, responsible), with the API key again in `X-Signature-Credential` or a sign-in by the provider within ten minutes */
      readonly signatures_required?: boolean
    }
    readonly answer: {
      readonly tenant_id: string
      readonly name: string
      readonly reporting_currency: string
      readonly timezone: string
      /** How fields are kept that no event file declares; sensitive names are sealed either way */
      readonly undeclared_fields: 'sealed' | 'public'
      /** Undeclared fields that are public all the same: /data/shelf, /data/items/* /colour, /context/store */
      readonly public_paths: ReadonlyArray<string>
      /** Figures of health (adverse events, adherence, doses, readings), cut by dimensions or filters, are null where they rest on fewer devices, and so is what they could be worked out from; 0: none is, 5 is usual */
      readonly small_cell: number
      /** Whether erasures and releases of legal holds wait until another person approves them */
      readonly two_person_approval: boolean
      /** Whether changes that matter are signed: `X-Signature-Meaning` (approved, reviewed, released, responsible), with the API key again in `X-Signature-Credential` or a sign-in by the provider within ten minutes */
      readonly signatures_required: boolean
    }
  }
  /** The exchange rates to the reporting currency */
  readonly 'GET /analytics/exchange-rates': {
    readonly body: undefined
    readonly answer: {
      readonly rates: ReadonlyArray<{
        readonly currency: string
        /** A whole hour; the rate holds from then on */
        readonly valid_from: string
        /** Reporting currency for one of `currency` */
        readonly rate: string
      }>
    }
  }
  /** Set exchange rates; one of the same currency and hour is replaced */
  readonly 'PUT /analytics/exchange-rates': {
    readonly body: {
      readonly rates: ReadonlyArray<{
        readonly currency: string
        /** A whole hour; the rate holds from then on */
        readonly valid_from: string
        /** Reporting currency for one of `currency` */
        readonly rate: string
      }>
    }
    readonly answer: {
      readonly rates: ReadonlyArray<{
        readonly currency: string
        /** A whole hour; the rate holds from then on */
        readonly valid_from: string
        /** Reporting currency for one of `currency` */
        readonly rate: string
      }>
    }
  }
  /** The views that the caller saved, and those that others share */
  readonly 'GET /analytics/views': {
    readonly body: undefined
    readonly answer: {
      readonly views: ReadonlyArray<Schemas['SavedView']>
    }
  }
  /** Save a page with its filters under a name */
  readonly 'POST /analytics/views': {
    readonly body: {
      readonly name: string
      /** Of a page: /payments */
      readonly path: string
      /** The query of the address: country=ES */
      readonly search?: string
      /** Whether the whole tenant sees it */
      readonly shared?: boolean
    }
    readonly answer: Schemas['SavedView']
  }
  /** Change a view; only its owner or an admin may */
  readonly 'PUT /analytics/views/{id}': {
    readonly body: {
      readonly name: string
      /** Of a page: /payments */
      readonly path: string
      /** The query of the address: country=ES */
      readonly search?: string
      /** Whether the whole tenant sees it */
      readonly shared?: boolean
    }
    readonly answer: Schemas['SavedView']
  }
  /** Delete a view; only its owner or an admin may */
  readonly 'DELETE /analytics/views/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** What happened in a range, by time: written by people, and recalls, firmwares and stockouts by themselves */
  readonly 'GET /analytics/annotations': {
    readonly body: undefined
    readonly answer: {
      readonly annotations: ReadonlyArray<Schemas['Annotation']>
    }
  }
  /** Note what happened at a moment, or for a while; the whole tenant sees it */
  readonly 'POST /analytics/annotations': {
    readonly body: {
      readonly at: string
      readonly title: string
      readonly text?: string
      readonly kind?: 'note' | 'recall' | 'firmware' | 'stockout'
      readonly until?: string | null
      readonly link?: string | null
    }
    readonly answer: Schemas['Annotation']
  }
  /** Change what was noted; only its author or an admin may */
  readonly 'PUT /analytics/annotations/{id}': {
    readonly body: {
      readonly at: string
      readonly title: string
      readonly text?: string
      readonly kind?: 'note' | 'recall' | 'firmware' | 'stockout'
      readonly until?: string | null
      readonly link?: string | null
    }
    readonly answer: Schemas['Annotation']
  }
  /** Delete what was noted; only its author or an admin may */
  readonly 'DELETE /analytics/annotations/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** The alerts, with their states as last evaluated */
  readonly 'GET /analytics/alerts': {
    readonly body: undefined
    readonly answer: {
      readonly alerts: ReadonlyArray<Schemas['Alert']>
    }
  }
  /** Have a measure evaluated every minute, and a webhook called when its condition begins or ceases to hold */
  readonly 'POST /analytics/alerts': {
    readonly body: {
      readonly name: string
      readonly metric: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** How far back it looks; of outside_expected the last whole day or week. incident_deadline and lot_signal have no use for it */
      readonly window?: 'hour' | 'day' | 'week'
      /** rises_by and falls_by: a fraction of the window before; at_reorder_point has no value. outside_expected: the last whole day or week lies outside the band of its forecast, `value` the share of values that the band is meant to hold (0.95). Of adverse_events, each once for a report or lot, without a value: incident_deadline (half of the time to file it has gone, 80 % or all; needs personal:read) and lot_signal (the CUSUM of the lot reached its limit). A rate over fewer than `minimum_observations` does not fire: its state is unknown */
      readonly condition: {
        readonly kind: 'above' | 'below' | 'rises_by' | 'falls_by' | 'at_reorder_point' | 'outside_expected' | 'incident_deadline' | 'lot_signal'
        readonly value?: number | null
        readonly minimum_observations?: number | null
      }
      readonly webhook_url?: string | null
      readonly enabled?: boolean
    }
    readonly answer: {
      readonly id: string
      readonly name: string
      readonly metric: string
      readonly filters: Readonly<Record<string, unknown>>
      readonly window: 'hour' | 'day' | 'week'
      readonly condition: {
        readonly kind: 'above' | 'below' | 'rises_by' | 'falls_by' | 'at_reorder_point' | 'outside_expected' | 'incident_deadline' | 'lot_signal'
        readonly value: number | null
        readonly minimum_observations: number | null
      }
      /** Its host alone for who is no admin */
      readonly webhook_url: string | null
      readonly enabled: boolean
      readonly state: 'ok' | 'firing' | 'unknown'
      /** Why the state is unknown */
      readonly reason: string | null
      readonly last_value: number | null
      readonly checked_at: string | null
      readonly created_at: string
      /** Signs its webhooks (standardwebhooks.com); shown this once */
      readonly secret?: string
    }
  }
  /** One alert */
  readonly 'GET /analytics/alerts/{id}': {
    readonly body: undefined
    readonly answer: Schemas['Alert']
  }
  /** Change, pause or resume an alert; it is evaluated anew at once */
  readonly 'PUT /analytics/alerts/{id}': {
    readonly body: {
      readonly name: string
      readonly metric: string
      readonly filters?: Readonly<Record<string, string | null | ReadonlyArray<string | null>>>
      /** How far back it looks; of outside_expected the last whole day or week. incident_deadline and lot_signal have no use for it */
      readonly window?: 'hour' | 'day' | 'week'
      /** rises_by and falls_by: a fraction of the window before; at_reorder_point has no value. outside_expected: the last whole day or week lies outside the band of its forecast, `value` the share of values that the band is meant to hold (0.95). Of adverse_events, each once for a report or lot, without a value: incident_deadline (half of the time to file it has gone, 80 % or all; needs personal:read) and lot_signal (the CUSUM of the lot reached its limit). A rate over fewer than `minimum_observations` does not fire: its state is unknown */
      readonly condition: {
        readonly kind: 'above' | 'below' | 'rises_by' | 'falls_by' | 'at_reorder_point' | 'outside_expected' | 'incident_deadline' | 'lot_signal'
        readonly value?: number | null
        readonly minimum_observations?: number | null
      }
      readonly webhook_url?: string | null
      readonly enabled?: boolean
    }
    readonly answer: {
      readonly id: string
      readonly name: string
      readonly metric: string
      readonly filters: Readonly<Record<string, unknown>>
      readonly window: 'hour' | 'day' | 'week'
      readonly condition: {
        readonly kind: 'above' | 'below' | 'rises_by' | 'falls_by' | 'at_reorder_point' | 'outside_expected' | 'incident_deadline' | 'lot_signal'
        readonly value: number | null
        readonly minimum_observations: number | null
      }
      /** Its host alone for who is no admin */
      readonly webhook_url: string | null
      readonly enabled: boolean
      readonly state: 'ok' | 'firing' | 'unknown'
      /** Why the state is unknown */
      readonly reason: string | null
      readonly last_value: number | null
      readonly checked_at: string | null
      readonly created_at: string
      /** Signs its webhooks (standardwebhooks.com); shown this once */
      readonly secret?: string
    }
  }
  /** Delete an alert with its firings */
  readonly 'DELETE /analytics/alerts/{id}': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** Call the webhook of an alert once, now */
  readonly 'POST /analytics/alerts/{id}/test': {
    readonly body: undefined
    readonly answer: {
      readonly delivered: boolean
      /** Why the receiver did not take it */
      readonly error: string | null
    }
  }
  /** Which alerts fired in a range, newest first, and whether their webhooks were taken */
  readonly 'GET /analytics/alerts/firings': {
    readonly body: undefined
    readonly answer: {
      readonly firings: ReadonlyArray<Schemas['Firing']>
    }
  }
  /** Compare ledger and warehouse by type and hour, and repair what differs */
  readonly 'POST /analytics/reconcile': {
    readonly body: {
      readonly from?: string
      readonly to?: string
      readonly repair?: boolean
      /** Reads all of the ledger's events, and believes them where the log had counted others */
      readonly recount?: boolean
    }
    readonly answer: {
      /** Slices: one for each type and hour */
      readonly compared: number
      readonly events: number
      readonly repaired: number
      readonly differences: ReadonlyArray<{
        readonly tenant_id: string
        readonly type: string
        readonly hour: string
        readonly ledger: {
          readonly count: number
          readonly checksum: string
        }
        readonly warehouse: {
          readonly count: number
          readonly checksum: string
        }
      }>
      /** Hours in which a rollup differs from the warehouse's own events */
      readonly drift: ReadonlyArray<{
        readonly tenant_id: string
        readonly hour: string
        readonly rollup: string
        /** Events, or their lines, that the rollup counts */
        readonly held: number
        /** How many it should count */
        readonly due: number
      }>
    }
  }
  /** What became of events that were sent, by the hour in which they came, and why some were rejected */
  readonly 'GET /analytics/operations/ingestion': {
    readonly body: undefined
    readonly answer: {
      readonly reasons: ReadonlyArray<{
        readonly source: 'http' | 'kafka'
        readonly reason: string
        readonly count: number
      }>
      readonly hours: ReadonlyArray<{
        readonly hour: string
        readonly accepted: number
        readonly duplicates: number
        readonly rejected: number
      }>
      readonly meta: {
        readonly fresh_to: string
        readonly elapsed_ms: number
      }
    }
  }
  /** Batches, imports, replays and restores, newest first, with their counts and outcome */
  readonly 'GET /analytics/operations/batches': {
    readonly body: undefined
    readonly answer: {
      readonly operations: ReadonlyArray<Schemas['BatchOperation']>
      readonly next_cursor: string | null
    }
  }
  /** How many of the events that occurred in an hour have come how far: ledger, log, warehouse, archive */
  readonly 'GET /analytics/operations/completeness': {
    readonly body: undefined
    readonly answer: {
      readonly hours: ReadonlyArray<{
        readonly hour: string
        readonly ledger: number
        readonly log: number
        readonly warehouse: number
        readonly archive: number
        readonly complete: boolean
      }>
      readonly meta: {
        readonly fresh_to: string
        readonly elapsed_ms: number
      }
    }
  }
  /** How far each consumer of the log is behind with the events of the tenant, and how many letters are dead */
  readonly 'GET /analytics/operations/lag': {
    readonly body: undefined
    readonly answer: {
      readonly consumers: ReadonlyArray<{
        readonly name: string
        /** Events; null where it is not known now */
        readonly lag: number | null
        /** Since the first of them was received; for an operator since the consumer was last seen with nothing before it, measured every 10 seconds, and null: never yet */
        readonly seconds_behind: number | null
        readonly at: string
      }>
      readonly dlq_size: number
      readonly meta: {
        readonly fresh_to: string
        readonly elapsed_ms: number
      }
    }
  }
  /** Which events were rejected over HTTP: by sender and field, the most frequent first, with masked samples */
  readonly 'GET /analytics/operations/rejections': {
    readonly body: undefined
    readonly answer: {
      readonly rejections: ReadonlyArray<Schemas['RejectedEvents']>
    }
  }
  /** How the service is: what it stands on, how fast it takes events, when the keeper last did its tasks */
  readonly 'GET /analytics/operations/service': {
    readonly body: undefined
    readonly answer: {
      readonly version: string
      /** When this process started */
      readonly started_at: string
      readonly dependencies: Readonly<Record<string, {
        readonly status: 'up' | 'down'
        readonly detail?: string
        /** open: calls are refused at once; half_open: a probe is under way */
        readonly breaker?: {
          readonly state: 'closed' | 'open' | 'half_open'
          readonly since: string
          readonly last_error?: string
        }
      }>>
      readonly ingest: {
        /** Events of the tenant, over the last five to ten minutes */
        readonly events_per_second: number
        /** Of the calls to ingest that this process answered in five minutes, the newest 2 000; null: none */
        readonly latency: {
          readonly count: number
          readonly p50_ms: number
          readonly p95_ms: number
          readonly p99_ms: number
        } | null
      }
      readonly tasks: ReadonlyArray<{
        /** What the keeper does by the clock, such as `reconcile` */
        readonly task: string
        readonly done_at: string | null
        readonly failed_at: string | null
        /** The code of the last failure */
        readonly error: string | null
      }>
      /** Of the data folder; for operators */
      readonly disk_free_bytes?: number
      /** Of this process, secrets masked; for operators */
      readonly settings?: ReadonlyArray<{
        readonly name: string
        readonly value: string | null
        readonly source: 'environment' | 'default'
      }>
    }
  }
  /** What could not be taken, grouped by cause, with the oldest letters */
  readonly 'GET /analytics/dlq': {
    readonly body: undefined
    readonly answer: {
      readonly total: number
      readonly groups: ReadonlyArray<{
        readonly cause: string
        readonly type: string | null
        readonly producer: string | null
        readonly letters: number
        readonly first_at: string
        readonly last_at: string
      }>
      readonly letters: ReadonlyArray<{
        readonly id: string
        readonly cause: string
        readonly errors: ReadonlyArray<{
          readonly path: string
          readonly message: string
        }>
        /** What was sent, in base64 */
        readonly bytes: string
        /** The key of its person was destroyed, and the bytes are gone */
        readonly is_erased: boolean
        readonly topic: string
        readonly partition: number
        /** Decimal digits */
        readonly offset: string
        readonly written_at: string
        readonly type: string | null
        readonly producer: string | null
        readonly tries: number
        readonly died_at: string
        readonly tried_at: string
        readonly event_id: string | null
        readonly replayed_at: string | null
      }>
      /** Ask again with it until it is null; a page is bounded in bytes too */
      readonly next_cursor: string | null
    }
  }
  /** Try dead letters again, mended by a mapping; a replay doubles nothing */
  readonly 'POST /analytics/dlq/replay': {
    readonly body: {
      readonly cause?: string
      readonly type?: string
      readonly producer?: string
      /** When the letter died, included */
      readonly from?: string
      /** When the letter died, not included */
      readonly to?: string
      readonly ids?: ReadonlyArray<string>
      readonly mapping?: ReadonlyArray<{
        readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test'
        readonly path: string
      } & Readonly<Record<string, unknown>>>
      readonly dry_run?: boolean
      readonly limit?: number
      /** next_cursor of the page before */
      readonly cursor?: string
    }
    readonly answer: {
      readonly dry_run: boolean
      readonly valid: number
      readonly accepted: number
      readonly duplicates: number
      readonly rejected: number
      readonly results: ReadonlyArray<{
        readonly id: string
        readonly status: 'valid' | 'accepted' | 'duplicate' | 'rejected'
        readonly event_id: string | null
        readonly reason: string | null
        readonly errors: ReadonlyArray<{
          readonly path: string
          readonly message: string
        }>
      }>
      /** Ask again with it until it is null; a page is bounded in bytes too */
      readonly next_cursor: string | null
    }
  }
  /** Who did what, newest first */
  readonly 'GET /analytics/compliance/audit': {
    readonly body: undefined
    readonly answer: {
      readonly entries: ReadonlyArray<Schemas['AuditEntry']>
      readonly next_cursor: string | null
    }
  }
  /** The actions that entries of the audit trail name */
  readonly 'GET /analytics/compliance/audit/actions': {
    readonly body: undefined
    readonly answer: {
      readonly actions: ReadonlyArray<string>
    }
  }
  /** Entries of the audit trail as a file: CSV, or a ZIP with the hash of each and a signed manifest */
  readonly 'GET /analytics/compliance/audit/export': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** Check the chain of the audit trail from its first entry to its signed heads, those of the archive too */
  readonly 'POST /analytics/compliance/audit/verify': {
    readonly body: undefined
    readonly answer: {
      readonly ok: boolean
      /** How many were checked */
      readonly entries: number
      readonly head: {
        /** 0 where there is no entry */
        readonly sequence: number
        /** SHA-256 in hexadecimal */
        readonly hash: string
        readonly at: string | null
        /** The newest entry that a signed head covers */
        readonly signed_to: number
        /** When that head was signed; null where none is in the database */
        readonly signed_at: string | null
      }
      /** The last entry that retention took away, signed; 0 where none was */
      readonly cut_to: number
      readonly first_broken?: {
        readonly sequence: number
        readonly id: string | null
        readonly problem: string
      }
    }
  }
  /** The public keys that check what the service signs: heads of audit trails, exports, certificates */
  readonly 'GET /.well-known/jwks.json': {
    readonly body: undefined
    readonly answer: {
      readonly keys: ReadonlyArray<Readonly<Record<string, unknown>>>
    }
  }
  /** Have all that is held about a person, or about the wearer of a device, made into a file */
  readonly 'POST /analytics/compliance/gdpr/export': {
    readonly body: {
      readonly subject: {
        readonly user_id: string
      } | {
        readonly device_id: string
      }
    }
    readonly answer: Schemas['SubjectRequest']
  }
  /** The requests of the tenant, newest first */
  readonly 'GET /analytics/compliance/gdpr/requests': {
    readonly body: undefined
    readonly answer: {
      readonly requests: ReadonlyArray<Schemas['SubjectRequest']>
    }
  }
  /** How far a request has come */
  readonly 'GET /analytics/compliance/gdpr/requests/{id}': {
    readonly body: undefined
    readonly answer: Schemas['SubjectRequest']
  }
  /** Erase a person, or the wearer of a device, from every store; their later events are refused */
  readonly 'POST /analytics/compliance/gdpr/erase': {
    readonly body: {
      readonly subject: {
        readonly user_id: string
      } | {
        readonly device_id: string
      }
      readonly mode: 'erase' | 'anonymise'
      readonly reason: string
    }
    readonly answer: Schemas['SubjectRequest']
  }
  /** Approve what waits for a second person: it is done from here on */
  readonly 'POST /analytics/compliance/gdpr/requests/{id}/approve': {
    readonly body: {
      readonly reason?: string
    }
    readonly answer: Schemas['SubjectRequest']
  }
  /** Reject what waits for a second person */
  readonly 'POST /analytics/compliance/gdpr/requests/{id}/reject': {
    readonly body: {
      readonly reason: string
    }
    readonly answer: Schemas['SubjectRequest']
  }
  /** The certificate of an erasure that is done: a JWS of what each store held before and holds after */
  readonly 'GET /analytics/compliance/gdpr/requests/{id}/certificate': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** Ask every store of an erasure again */
  readonly 'POST /analytics/compliance/gdpr/requests/{id}/recheck': {
    readonly body: undefined
    readonly answer: {
      /** Whether no store holds anything */
      readonly ok: boolean
      readonly stores: ReadonlyArray<{
        readonly name: string
        /** null where it is not known; the note says why */
        readonly count: number | null
        readonly note?: string
      }>
    }
  }
  /** The file of an export: a ZIP with a signed manifest, with protected values in the clear */
  readonly 'GET /analytics/compliance/gdpr/requests/{id}/download': {
    readonly body: undefined
    readonly answer: undefined
  }
  /** The legal holds of the tenant, those that were released too, newest first */
  readonly 'GET /analytics/compliance/holds': {
    readonly body: undefined
    readonly answer: {
      readonly holds: ReadonlyArray<Schemas['LegalHold']>
    }
  }
  /** Hold what is of a lot, of a person or device, or of an event type: it is not erased until the hold is released */
  readonly 'POST /analytics/compliance/holds': {
    readonly body: {
      readonly kind: 'lot' | 'subject' | 'type'
      /** The lot, the user_id or device_id, or the type */
      readonly value: string
      readonly reason: string
    }
    readonly answer: Schemas['LegalHold']
  }
  /** Release a hold; erasures that it stopped go on */
  readonly 'DELETE /analytics/compliance/holds/{id}': {
    readonly body: undefined
    readonly answer: {
      readonly request: string
      readonly status: 'awaiting_approval'
      readonly expires_at: string
    }
  }
  /** Reports that have to be filed and are not closed, the one that is due first first */
  readonly 'GET /analytics/incidents': {
    readonly body: undefined
    readonly answer: {
      /** Reportable and not closed; the one that is due first stands first */
      readonly reports: ReadonlyArray<{
        readonly report_id: string
        readonly severity: string | null
        readonly lot: string | null
        readonly class: 'public_health_threat' | 'death_or_unanticipated_deterioration' | 'other_serious' | null
        /** By the deadline that comes first: half of its time has gone, 80 % of it, or all */
        readonly state: 'not_reportable' | 'closed' | 'running' | 'half' | 'due_soon' | 'overdue'
        /** When time began to run */
        readonly since: string
        /** No event records the awareness: time runs from when the report was received */
        readonly is_assumed: boolean
        /** Whose deadline comes first */
        readonly authority: 'EU' | 'FDA'
        readonly due_at: string
        /** Share of its time that has gone; more than 1 when it is late */
        readonly elapsed: number
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** A report as an authority asks for it: until when to file, what is missing, similar reports and units sold */
  readonly 'GET /analytics/incidents/{report_id}': {
    readonly body: undefined
    readonly answer: {
      readonly incident: {
        readonly report_id: string
        readonly status: 'reported' | 'updated' | 'closed'
        readonly severity: string | null
        /** Of the first event of the report */
        readonly occurred_at: string
        readonly aware_at: string | null
        readonly reportable: boolean | null
        readonly outcome: string | null
        readonly imdrf_codes: ReadonlyArray<string>
        readonly product_id: string | null
        readonly device_type: string | null
        readonly device_id: string | null
        readonly lot: string | null
        readonly serial: string | null
        readonly udi: string | null
        readonly firmware: string | null
        readonly country: string | null
        readonly user_id: string | null
        readonly term: string | null
        readonly narrative: string | null
      }
      readonly clock: {
        readonly class: 'public_health_threat' | 'death_or_unanticipated_deterioration' | 'other_serious' | null
        /** By the deadline that comes first: half of its time has gone, 80 % of it, or all */
        readonly state: 'not_reportable' | 'closed' | 'running' | 'half' | 'due_soon' | 'overdue'
        /** When time began to run */
        readonly since: string
        /** No event records the awareness: time runs from when the report was received */
        readonly is_assumed: boolean
        readonly deadlines: ReadonlyArray<{
          readonly authority: 'EU' | 'FDA'
          readonly days: number
          readonly counts: 'calendar_days' | 'work_days'
          readonly due_at: string
          /** Share of the time that has gone; more than 1 when it is late */
          readonly elapsed: number
        }>
      }
      readonly missing: ReadonlyArray<{
        readonly field: string
        readonly section: 'administrative' | 'device' | 'incident' | 'patient'
      }>
      /** Reports of the product with a code of annex A in common; of the same severity where this report has none */
      readonly similar_by: 'imdrf_codes' | 'severity'
      /** The newest year first */
      readonly market: ReadonlyArray<{
        readonly year: number
        readonly region: 'EEA' | 'rest of the world' | 'unknown'
        /** Similar reports, without this one, by when they were first reported */
        readonly incidents: number
        /** Units of the product in orders placed */
        readonly units_sold: number
      }>
      readonly meta: {
        /** the newest event that the answer can hold */
        readonly fresh_to: string | null
        /** the hour of the first event of the tenant: before it nothing is known, which is not zero */
        readonly data_from: string | null
        /** what this call took */
        readonly elapsed_ms: number
        /** the share of persons, sessions or devices that was sampled; counts are scaled up */
        readonly sampled?: number
        /** true: worked out for another call, at most a second before */
        readonly cached?: boolean
        /** how many figures are null for the tenant's small_cell */
        readonly suppressed?: number
        readonly sql?: ReadonlyArray<string>
      }
    }
  }
  /** The report as a file, by the sections of MIR or FDA 3500A, or as FHIR R4 resources; prepared, not filed */
  readonly 'GET /analytics/incidents/{report_id}/file': {
    readonly body: undefined
    readonly answer: unknown
  }
  /** Release, quarantine or recall a lot; a recall places a legal hold, and is final */
  readonly 'POST /analytics/lots/{lot}/disposition': {
    readonly body: {
      /** Why; kept in the event and in the audit trail */
      readonly reason: string
      /** Makes a call that is sent again one decision */
      readonly idempotency_key?: string
      readonly disposition: 'released' | 'quarantined' | 'recalled'
    }
    readonly answer: Schemas['QualityDecision']
  }
  /** Close the report of an adverse event */
  readonly 'POST /analytics/adverse-events/{report_id}/close': {
    readonly body: {
      /** Why; kept in the event and in the audit trail */
      readonly reason: string
      /** Makes a call that is sent again one decision */
      readonly idempotency_key?: string
      readonly outcome?: string
    }
    readonly answer: Schemas['QualityDecision']
  }
  /** For how long each store keeps events by type, dead letters and the audit trail; what is not named is kept */
  readonly 'GET /analytics/compliance/retention': {
    readonly body: undefined
    readonly answer: {
      readonly policies: ReadonlyArray<Schemas['RetentionPolicy']>
    }
  }
  /** Put policies in place of those that there are; the reason stands in X-Change-Reason */
  readonly 'PUT /analytics/compliance/retention': {
    readonly body: {
      readonly policies: ReadonlyArray<Schemas['RetentionPolicy']>
    }
    readonly answer: {
      readonly policies: ReadonlyArray<Schemas['RetentionPolicy']>
    }
  }
  /** What the policies would take away now, by store, type and month; or have them carried out */
  readonly 'POST /analytics/compliance/retention/run': {
    readonly body: {
      readonly dry_run?: boolean
    }
    readonly answer: Schemas['RetentionPlan']
  }
  /** The newest fifty runs, newest first: what went, and what stayed and why */
  readonly 'GET /analytics/compliance/retention/runs': {
    readonly body: undefined
    readonly answer: {
      readonly runs: ReadonlyArray<Schemas['RetentionRun']>
    }
  }
  /** One run */
  readonly 'GET /analytics/compliance/retention/runs/{id}': {
    readonly body: undefined
    readonly answer: Schemas['RetentionRun']
  }
  /** Who may do what in the tenant, when they last did, and when that was last reviewed */
  readonly 'GET /analytics/compliance/access-review': {
    readonly body: undefined
    readonly answer: {
      readonly access: ReadonlyArray<Schemas['Access']>
      /** SHA-256 of who may do what, without times of use: another where anything of it changed */
      readonly digest: string
      readonly last_review: Schemas['AccessReview'] | null
    }
  }
  /** Record that who may do what was reviewed */
  readonly 'POST /analytics/compliance/access-review': {
    readonly body: {
      /** Of the list that was reviewed; refused where it changed since */
      readonly digest: string
      readonly note: string
    }
    readonly answer: Schemas['AccessReview']
  }
  /** Where the archive is and how far it has come */
  readonly 'GET /analytics/archive': {
    readonly body: undefined
    readonly answer: {
      readonly place: string
      /** Events that are not archived yet */
      readonly waiting: number
      /** Since the oldest of them was received */
      readonly oldest_seconds: number
      /** Manifests of an earlier release that are not signed yet */
      readonly unsigned: number
      /** Manifests that cannot be: the ledger lacks their events */
      readonly unsignable: number
    }
  }
  /** Archive all that is stored now, without waiting for the hour's end */
  readonly 'POST /analytics/archive/run': {
    readonly body: {
      /** Write Parquet too */
      readonly parquet?: boolean
    }
    readonly answer: {
      /** False where it takes longer than a minute */
      readonly archived: boolean
    }
  }
  /** Check the manifests' signatures, every object and line against them, and them against the ledger */
  readonly 'POST /analytics/archive/verify': {
    readonly body: {
      readonly from?: string
      readonly to?: string
      readonly type?: string
      /** Allowed to the service's own admin alone */
      readonly all_tenants?: boolean
      /** Take manifests without a signature, as earlier releases wrote them; allowed to the service's own admin alone */
      readonly accept_unsigned?: boolean
      /** next_cursor of the page before */
      readonly cursor?: string
    }
    readonly answer: {
      readonly files: number
      readonly events: number
      readonly problems: ReadonlyArray<{
        readonly name: string
        readonly problem: string
      }>
      /** With the last page: slices in which ledger and archive differ */
      readonly differences: ReadonlyArray<{
        readonly tenant_id: string
        readonly type: string
        readonly hour: string
        readonly ledger: {
          readonly events: number
          readonly checksum: string
        }
        readonly archive: {
          readonly events: number
          readonly checksum: string
        }
      }>
      /** Ask again with it until it is null */
      readonly next_cursor: string | null
    }
  }
  /** Bring events back into the ledger, and into the warehouse, that they do not hold */
  readonly 'POST /analytics/archive/restore': {
    readonly body: {
      readonly from?: string
      readonly to?: string
      readonly type?: string
      /** Allowed to the service's own admin alone */
      readonly all_tenants?: boolean
      /** Take manifests without a signature, as earlier releases wrote them; allowed to the service's own admin alone */
      readonly accept_unsigned?: boolean
      /** next_cursor of the page before */
      readonly cursor?: string
    }
    readonly answer: {
      readonly restored: number
      /** Events that were there */
      readonly present: number
      /** Events whose key or id another event holds */
      readonly conflicts: number
      /** Slices of the warehouse that were made anew */
      readonly repaired: number
      readonly problems: ReadonlyArray<{
        readonly name: string
        readonly problem: string
      }>
      readonly first: string | null
      readonly last: string | null
      /** Ask again with it until it is null */
      readonly next_cursor: string | null
    }
  }
  /** Make a rollup, or all, anew beside the living ones, and exchange them */
  readonly 'POST /analytics/warehouse/rebuild': {
    readonly body: {
      /** Its name, or all */
      readonly rollup?: string
    }
    readonly answer: {
      readonly rebuilt: ReadonlyArray<{
        readonly rollup: string
        /** Events, or their lines, that it counts */
        readonly events: number
        /** Hours in which the one before was wrong */
        readonly corrected: number
      }>
    }
  }
  /** Bring the newest month of a range from the ledger into the warehouse */
  readonly 'POST /analytics/warehouse/replay': {
    readonly body: {
      readonly from?: string
      readonly to?: string
      readonly type?: string
    }
    readonly answer: {
      readonly month: string | null
      /** Events of the ledger, which the warehouse now holds too */
      readonly events: number
      /** Slices: one for each type and hour */
      readonly compared: number
      /** Slices and hours of rollups that had to be written */
      readonly written: number
    }
  }
  /** Let a consumer of the log, which is not at work or new, begin at the start or at a moment */
  readonly 'PUT /analytics/consumers/{consumer}/position': {
    readonly body: {
      readonly from?: string
    }
    readonly answer: {
      readonly consumer: string
      /** Events that it will read */
      readonly ahead: number
    }
  }
}

/** A call by its method and path, `GET /analytics/catalogue`. */
export type Call = keyof Calls
/** What is sent with a call. */
export type Body<Name extends Call> = Calls[Name]['body']
/** What a call answers where it succeeds. */
export type Answered<Name extends Call> = Calls[Name]['answer']
