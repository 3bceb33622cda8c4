-- Why one bill of an account is not the other: every line of both stands in exactly one cause, so
-- that the causes sum to the difference. One row for each cause that changed something; one row
-- without a cause where nothing did.
--
-- What a bill charges for the period that it is for is compared with the same on the bill before,
-- service by service and discount by discount; whatever else it says is for other days (caught up,
-- given back, given late) and stands alone. A service that ended on the day on which another of its
-- kind began was changed into it. Bills from another system know no services: then lines are
-- compared by their words.
WITH bills AS (
    SELECT this.id, earlier.id AS before_id, earlier.number AS before_number,
           earlier.issued_date AS before_date, earlier.total_minor AS before_minor,
           earlier.period_start AS before_start, this.period_start, this.total_minor, this.currency,
           'import' IN (this.source, earlier.source) AS by_words
      FROM billing_bill AS this
     CROSS JOIN LATERAL (
         -- Not what was taken back; a bill made anew stands where the wrong one stood.
         SELECT * FROM billing_bill AS other
          WHERE other.account_id = this.account_id AND other.id <> this.id
            AND CASE WHEN %(before)s::text IS NULL
                     THEN other.kind <> 'credit_note'
                          AND NOT EXISTS (SELECT FROM billing_bill AS note
                                           WHERE note.corrects_id = other.id)
                          AND (CASE other.source WHEN 'run' THEN other.period_start
                                    ELSE other.issued_date END, other.id)
                              < (CASE this.source WHEN 'run' THEN this.period_start
                                      ELSE this.issued_date END, this.id)
                     ELSE other.number = %(before)s END
          ORDER BY CASE other.source WHEN 'run' THEN other.period_start
                        ELSE other.issued_date END DESC, other.id DESC LIMIT 1) AS earlier
     WHERE this.account_id = %(account_id)s AND this.number = %(number)s
       AND this.kind <> 'credit_note'
), lines AS (
    SELECT line.kind, line.description, line.subscription_id, line.plan_id, line.tax_id,
           line.charge_id, line.discount_id, line.tariff_id, line.period_start, line.period_end,
           line.of_days, line.cause, bills.by_words, side.is_now,
           regexp_replace(charge.cause, '^again:', '') AS event,
           CASE WHEN side.is_now THEN line.amount_minor ELSE 0 END AS now_minor,
           CASE WHEN side.is_now THEN 0 ELSE line.amount_minor END AS before_minor,
           -- For the period that the bill is for, at a price or a discount.
           line.cause <> 'catch_up'
               AND CASE WHEN line.kind IN ('recurring', 'proration') THEN true
                        ELSE line.kind = 'discount' AND line.amount_minor < 0 END
               AND (plan.is_in_arrears
                    OR line.period_start >= CASE WHEN side.is_now THEN bills.period_start
                                                 ELSE bills.before_start END) AS is_month,
           -- One line that repeats the total says nothing about what the bill was for.
           bool_or(line.cause = 'total' AND line.kind = 'imported') OVER () AS says_nothing
      FROM bills
      JOIN billing_billline AS line ON line.bill_id IN (bills.id, bills.before_id)
     CROSS JOIN LATERAL (SELECT line.bill_id = bills.id) AS side (is_now)
      LEFT JOIN billing_charge AS charge ON charge.id = line.charge_id
      LEFT JOIN catalog_plan AS plan ON plan.id = line.plan_id
), months AS (
    SELECT lines.subscription_id, subscription.number, subscription.started_date,
           subscription.ended_date, subscription.price_override_minor IS NOT NULL AS is_special,
           subscription.service_identifier,
           max(plan.period_months) AS period_months, bool_or(plan.is_in_arrears) AS is_in_arrears,
           -- What may take another's place: any plan for the internet, TV or phone; else the same.
           max(CASE WHEN plan.kind IN ('internet', 'tv', 'phone') THEN plan.kind
                    ELSE plan.id::text END) AS place,
           max(lines.plan_id) FILTER (WHERE is_now) AS now_plan,
           max(lines.plan_id) FILTER (WHERE NOT is_now) AS before_plan,
           max(lines.description) FILTER (WHERE is_now) AS now_name,
           max(lines.description) FILTER (WHERE NOT is_now) AS before_name,
           max(period_end) FILTER (WHERE NOT is_now) AS before_until,
           -- Whether some days of it were not billed.
           sum(period_end - period_start) FILTER (WHERE is_now)
               < max(of_days) FILTER (WHERE is_now) AS is_part,
           sum(period_end - period_start) FILTER (WHERE NOT is_now)
               < max(of_days) FILTER (WHERE NOT is_now) AS was_part,
           sum(now_minor) AS now_minor, sum(lines.before_minor) AS before_minor
      FROM lines
      JOIN subscriptions_subscription AS subscription ON subscription.id = lines.subscription_id
      JOIN catalog_plan AS plan ON plan.id = lines.plan_id
     WHERE is_month AND lines.kind <> 'discount' AND NOT by_words
     GROUP BY lines.subscription_id, subscription.id
), services AS (
    SELECT months.*, flags.is_gone,
           now_plan IS NOT NULL AND (before_plan IS NULL OR coalesce(was_part, false))
               AND NOT flags.is_gone AS is_new,
           (SELECT 'suspension:' || max(off.id) FROM subscriptions_suspension AS off
             WHERE off.subscription_id = months.subscription_id
               AND daterange(off.starts_date, off.ends_date)
                   && daterange(span.now_from, span.now_until)) AS now_off,
           (SELECT 'suspension:' || max(off.id) FROM subscriptions_suspension AS off
             WHERE off.subscription_id = months.subscription_id
               AND daterange(off.starts_date, off.ends_date)
                   && daterange(span.before_from, span.before_until)) AS before_off,
           (SELECT 'price:' || price.id FROM catalog_planprice AS price
             WHERE price.plan_id = now_plan AND NOT is_special
               AND price.starts_date > span.before_from AND price.starts_date < span.now_until
             ORDER BY price.starts_date DESC LIMIT 1) AS repriced
      FROM months
     CROSS JOIN bills
     CROSS JOIN LATERAL (
         SELECT before_plan IS NOT NULL AND ended_date IS NOT NULL
                    AND (now_plan IS NULL OR coalesce(is_part, false)),
                CASE WHEN is_in_arrears THEN -period_months ELSE 0 END) AS flags (is_gone, shift)
     CROSS JOIN LATERAL (
         SELECT (bills.period_start + make_interval(months => shift))::date,
                (bills.period_start + make_interval(months => shift + period_months))::date,
                (bills.before_start + make_interval(months => shift))::date,
                (bills.before_start + make_interval(months => shift + period_months))::date)
         AS span (now_from, now_until, before_from, before_until)
), orders AS (
    -- What was ordered here of the services on these bills.
    SELECT item.new_id, item.old_id, 'order:' || ordered.number AS event
      FROM subscriptions_orderitem AS item
      JOIN subscriptions_order AS ordered
        ON ordered.id = item.order_id AND ordered.undone_at IS NULL
     WHERE item.new_id = ANY (ARRAY(SELECT subscription_id FROM lines))
        OR item.old_id = ANY (ARRAY(SELECT subscription_id FROM lines))
), gone AS (
    SELECT *, row_number() OVER (PARTITION BY place, ended_date
                                 ORDER BY service_identifier, subscription_id) AS turn
      FROM services WHERE is_gone
), new AS (
    SELECT *, row_number() OVER (PARTITION BY place, started_date
                                 ORDER BY service_identifier, subscription_id) AS turn
      FROM services WHERE is_new
), replaced AS (
    SELECT gone.subscription_id AS gone_id, new.subscription_id AS new_id, new.number,
           new.now_name, gone.before_name, new.now_plan, gone.before_plan,
           gone.now_minor + new.now_minor AS now_minor,
           gone.before_minor + new.before_minor AS before_minor,
           gone.is_special AS was_special, new.is_special
      FROM gone
      JOIN new ON new.place = gone.place AND new.started_date = gone.ended_date
              AND new.turn = gone.turn
), taxes AS (
    SELECT tax_id, max(kind) AS kind, max(description) AS name, sum(before_minor) AS before_minor,
           sum(now_minor) AS now_minor, bool_or(is_now) AS is_now, bool_or(NOT is_now) AS was_before
      FROM lines WHERE tax_id IS NOT NULL AND NOT by_words GROUP BY tax_id
), causes (kind, name, other_name, before_minor, now_minor, period_start, period_end, event,
           subscription_number) AS (
    SELECT 'unlisted', '', '', sum(before_minor), sum(now_minor), NULL::date, NULL::date, '', ''
      FROM lines WHERE says_nothing
    UNION ALL
    SELECT CASE WHEN kind IN ('tax', 'fee', 'credit') THEN kind ELSE 'charge' END,
           max(CASE WHEN kind = 'tax' THEN '' ELSE description END), '',
           sum(before_minor), sum(now_minor), NULL, NULL, coalesce(max(event), ''), ''
      FROM lines WHERE by_words AND NOT says_nothing
     GROUP BY 1, CASE WHEN kind = 'tax' THEN '' ELSE lower(description) END
    UNION ALL
    SELECT CASE WHEN now_plan <> before_plan THEN 'plan_change'
                WHEN was_special AND NOT is_special AND now_minor > before_minor
                THEN 'promotion_ended'
                WHEN is_special AND NOT was_special AND now_minor < before_minor
                THEN 'promotion_started'
                ELSE 'price_change' END,
           now_name, before_name, before_minor, now_minor, NULL, NULL,
           coalesce((SELECT max(event) FROM orders WHERE orders.new_id = replaced.new_id), ''),
           number
      FROM replaced
    UNION ALL
    -- A service that stays may be billed every few months, or be switched off for a while.
    SELECT told.kind, coalesce(now_name, before_name), coalesce(before_name, ''),
           services.before_minor, services.now_minor, NULL, NULL,
           coalesce(CASE WHEN told.kind IN ('service_started', 'service_ended', 'partial')
                         THEN (SELECT max(event) FROM orders
                                WHERE subscription_id = CASE WHEN told.kind = 'service_ended'
                                                             THEN old_id ELSE new_id END)
                         WHEN told.kind = 'suspended' THEN coalesce(now_off, before_off)
                         WHEN told.kind = 'resumed' THEN coalesce(before_off, now_off)
                         WHEN told.kind = 'price_change' THEN repriced END, ''), number
      FROM services
     CROSS JOIN bills
     CROSS JOIN LATERAL (
         SELECT CASE WHEN now_plan <> before_plan THEN 'plan_change'
                     WHEN now_plan IS NULL AND coalesce(ended_date, 'infinity') <= bills.period_start
                     THEN 'service_ended'
                     WHEN now_plan IS NULL AND before_until > bills.period_start THEN 'period'
                     WHEN before_plan IS NULL AND started_date >= bills.before_start
                          AND before_off IS NULL THEN 'service_started'
                     WHEN coalesce(now_off, before_off) IS NOT NULL
                     THEN CASE WHEN services.now_minor < services.before_minor
                               THEN 'suspended' ELSE 'resumed' END
                     WHEN now_plan IS NULL OR before_plan IS NULL
                     THEN CASE WHEN period_months > 1 THEN 'period' ELSE 'service_billed' END
                     WHEN is_gone THEN 'service_ended'
                     WHEN is_part OR was_part THEN 'partial'
                     ELSE 'price_change' END) AS told (kind)
     WHERE subscription_id NOT IN (SELECT gone_id FROM replaced UNION SELECT new_id FROM replaced)
    UNION ALL
    SELECT 'proration', max(lines.description), '', sum(before_minor), sum(now_minor),
           min(period_start), max(period_end),
           coalesce((SELECT 'suspension:' || max(off.id) FROM subscriptions_suspension AS off
                      WHERE off.subscription_id = lines.subscription_id
                        AND bool_or(lines.cause IN ('suspended', 'resumed'))
                        AND off.starts_date <= max(period_end)
                        AND coalesce(off.ends_date, 'infinity') >= min(period_start)),
                    (SELECT max(event) FROM orders
                      WHERE lines.subscription_id = CASE WHEN lines.kind = 'credit' THEN old_id
                                                         ELSE new_id END), ''),
           max(subscription.number)
      FROM lines
      JOIN subscriptions_subscription AS subscription ON subscription.id = lines.subscription_id
     WHERE NOT is_month AND NOT by_words AND kind IN ('recurring', 'proration', 'credit')
     GROUP BY lines.subscription_id, is_now, lines.kind
    UNION ALL
    SELECT CASE WHEN kind = 'one_off' AND coalesce(max(event) FILTER (WHERE is_now), max(event))
                     LIKE 'usage%%' THEN 'usage' ELSE kind END,
           max(description), '', sum(before_minor), sum(now_minor), NULL, NULL,
           coalesce(max(event) FILTER (WHERE is_now), max(event), ''), ''
      FROM lines WHERE charge_id IS NOT NULL AND NOT by_words
     -- What has an event of its own is a cause of its own: two outages, two late fees.
     GROUP BY kind, lower(description), CASE WHEN event LIKE '%%:%%' THEN event END
    UNION ALL
    SELECT CASE WHEN sum(lines.before_minor) = 0
                     AND (discount.with_kind <> '' OR discount.starts_date > max(bills.before_start))
                THEN 'discount_started'
                WHEN sum(now_minor) = 0
                     AND (discount.with_kind <> '' OR discount.ends_date <= max(bills.period_start))
                THEN 'discount_ended' ELSE 'discount' END,
           max(discount.name), max(plan.name), sum(lines.before_minor), sum(now_minor), NULL, NULL,
           coalesce('promotion:' || max(promotion.code), 'discount:' || discount.id),
           max(subscription.number)
      FROM lines
      JOIN subscriptions_discount AS discount ON discount.id = lines.discount_id
      JOIN subscriptions_subscription AS subscription ON subscription.id = discount.subscription_id
      JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
      LEFT JOIN catalog_promotion AS promotion ON promotion.id = discount.promotion_id
     CROSS JOIN bills
     WHERE NOT lines.by_words AND is_month
     GROUP BY discount.id
    UNION ALL
    -- Taken back, or given for days that were billed before.
    SELECT 'discount_days', max(discount.name), max(plan.name), sum(before_minor), sum(now_minor),
           min(period_start), max(period_end),
           coalesce((SELECT 'suspension:' || max(off.id) FROM subscriptions_suspension AS off
                      WHERE off.subscription_id = discount.subscription_id
                        AND bool_or(lines.cause = 'suspended')
                        AND off.starts_date <= max(period_end)
                        AND coalesce(off.ends_date, 'infinity') >= min(period_start)),
                    'promotion:' || max(promotion.code), 'discount:' || discount.id),
           max(subscription.number)
      FROM lines
      JOIN subscriptions_discount AS discount ON discount.id = lines.discount_id
      JOIN subscriptions_subscription AS subscription ON subscription.id = discount.subscription_id
      JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
      LEFT JOIN catalog_promotion AS promotion ON promotion.id = discount.promotion_id
     WHERE NOT by_words AND NOT is_month
     GROUP BY discount.id, is_now, now_minor + before_minor > 0
    UNION ALL
    SELECT lines.kind, max(lines.description), '', sum(before_minor), sum(now_minor), NULL, NULL,
           CASE lines.kind WHEN 'usage' THEN 'usage' ELSE '' END, max(subscription.number)
      FROM lines
      JOIN subscriptions_subscription AS subscription ON subscription.id = lines.subscription_id
     WHERE tariff_id IS NOT NULL AND NOT by_words
     GROUP BY lines.subscription_id, lines.kind, tariff_id, lower(lines.description)
    UNION ALL
    -- Taxes that both bills have follow what they are on, so they are told together.
    SELECT kind, CASE WHEN count(*) = 1 THEN max(name) ELSE '' END, '',
           sum(before_minor), sum(now_minor), NULL, NULL, '', ''
      FROM taxes GROUP BY kind, CASE WHEN is_now AND was_before THEN 0 ELSE tax_id END
)
SELECT bills.before_number, bills.before_date, bills.before_minor AS before_total_minor,
       bills.total_minor, bills.currency,
       causes.kind, causes.name, causes.other_name, causes.before_minor::bigint AS before_minor,
       causes.now_minor::bigint AS now_minor, causes.period_start, causes.period_end, causes.event,
       causes.subscription_number
  FROM bills
  LEFT JOIN causes ON causes.now_minor <> causes.before_minor
 ORDER BY array_position(
              ARRAY['price_change', 'promotion_ended', 'discount_ended', 'promotion_started',
                    'discount_started', 'discount', 'plan_change', 'service_started',
                    'service_ended', 'service_billed', 'partial', 'suspended', 'resumed',
                    'period', 'discount_days', 'proration', 'charge', 'usage', 'minimum', 'one_off', 'deposit', 'credit',
                    'fee', 'tax', 'unlisted'], causes.kind),
          abs(causes.now_minor - causes.before_minor) DESC, causes.name, causes.period_start
