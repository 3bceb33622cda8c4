-- The rating engine: what accounts have becomes the lines of their bills for one bill date.
-- Everything that prices anything is this text with an ending (hearthline.billing.rating): the bill
-- run issues the lines, the preview lists them. It only reads, and ends with the rows of `lines`.
--
-- A bill of day D is for the days up to the end of the period that holds D where a plan is paid in
-- advance, up to the last period's end where it is paid in arrears, and for every day before that
-- was never billed. Days are billed once: what is owed, less what was billed, is charged; what was
-- billed, less what is owed, is given back at the price it was billed for. Amounts round half away
-- from zero, a line at a time. docs/decisions/every-day-is-billed-once.md says how far back it
-- reaches, docs/decisions/what-a-bill-charges.md how each kind of line comes about.
WITH asked AS (
    SELECT account.id AS account_id, account.status, account.currency,
           coalesce(address.region, '') AS region, coalesce(lower(address.city), '') AS locality,
           %(bill_date)s::date AS bill_date,
           -- Where months begin; a final bill comes within one.
           coalesce(%(period_date)s::date, %(bill_date)s::date) AS period_date,
           (%(bill_date)s::date + interval '1 month')::date AS bill_until,
           -- The first billing date on or after the day the account came to us.
           (date_trunc('month', account.created_at AT TIME ZONE %(time_zone)s)
               + make_interval(
                   days => account.billing_day - 1,
                   months => (extract(day FROM account.created_at AT TIME ZONE %(time_zone)s)
                              > account.billing_day)::integer))::date AS first_billing_date
      FROM customers_account AS account
      LEFT JOIN customers_address AS address ON address.account_id = account.id
     WHERE account.id = ANY (%(accounts)s::bigint[])
), reach AS MATERIALIZED (
    -- Whatever started before `settled_before` is taken to be paid for up to `settled_until`: by the
    -- last imported bill that could show it, or by whoever billed before us.
    SELECT asked.*,
           coalesce(imported.period_end, began.day) AS settled_until,
           coalesce(imported.issued_date + 1, (began.day - interval '1 month')::date)
               AS settled_before
      FROM asked
      LEFT JOIN LATERAL (
          SELECT bill.period_end, bill.issued_date FROM billing_bill AS bill
           WHERE bill.account_id = asked.account_id AND bill.source = 'import'
           ORDER BY bill.period_end DESC, bill.issued_date DESC LIMIT 1) AS imported ON true
      LEFT JOIN LATERAL (
          SELECT bill.period_start FROM billing_bill AS bill
           WHERE bill.account_id = asked.account_id AND bill.source = 'run'
             AND bill.kind IN ('regular', 'final')
           ORDER BY bill.period_start LIMIT 1) AS first_bill ON true
      CROSS JOIN LATERAL (
          SELECT least(asked.first_billing_date, first_bill.period_start, asked.bill_date))
          AS began (day)
), owned AS (
    SELECT reach.account_id, reach.currency, reach.region, reach.locality, reach.bill_date,
           reach.bill_until,
           subscription.id AS subscription_id, subscription.started_date, subscription.ended_date,
           plan.id AS plan_id, plan.name, plan.kind AS plan_kind, plan.tax_category,
           plan.period_months,
           coalesce(subscription.price_override_minor, plan.price_minor) AS price_minor,
           subscription.price_override_minor IS NULL
               AND plan.id IN (SELECT plan_id FROM catalog_planprice) AS is_repriced,
           CASE WHEN subscription.started_date < reach.settled_before
                THEN greatest(subscription.started_date, reach.settled_until)
                ELSE subscription.started_date END AS owed_from,
           -- A closed account pays for nothing in advance, and for nothing that never ended. The
           -- re-bill of a day on which it wasn't closed goes as far as that bill went.
           CASE WHEN reach.status = 'closed' AND NOT %(is_rebill)s
                THEN least(coalesce(subscription.ended_date, '-infinity'), reach.bill_date)
                WHEN reach.status = 'closed' AND subscription.ended_date IS NULL THEN '-infinity'
                WHEN NOT plan.is_in_arrears
                THEN least(subscription.ended_date,
                           (period.starts + make_interval(months => plan.period_months))::date)
                WHEN subscription.ended_date <= reach.bill_date THEN subscription.ended_date
                ELSE period.starts END AS owed_until,
           -- The plan's period that holds the bill date, and the one that this bill is for.
           period.starts AS period_at,
           CASE WHEN plan.is_in_arrears
                THEN (period.starts - make_interval(months => plan.period_months))::date
                ELSE period.starts END AS period_due,
           first_line.period_start AS billed_from, last_line.period_end AS billed_until,
           -- Its start was put earlier: there may be days between that nobody has billed yet.
           first_line.bill_id > last_line.bill_id AS began_earlier
      FROM reach
      JOIN subscriptions_subscription AS subscription
        ON subscription.account_id = reach.account_id
      -- A plan in another currency is never billed; a check names it.
      JOIN catalog_plan AS plan
        ON plan.id = subscription.plan_id AND plan.currency = reach.currency
      CROSS JOIN LATERAL (
          -- Longer periods begin on the first billing date of the service and every n months after.
          SELECT CASE WHEN plan.period_months = 1 THEN reach.period_date
                      ELSE (reach.period_date - make_interval(months => mod(
                                mod(((extract(year FROM reach.period_date)
                                      - extract(year FROM subscription.started_date)) * 12
                                     + extract(month FROM reach.period_date)
                                     - extract(month FROM subscription.started_date))::integer
                                    - (extract(day FROM subscription.started_date)
                                       > extract(day FROM reach.period_date))::integer,
                                    plan.period_months) + plan.period_months,
                                plan.period_months)))::date END) AS period (starts)
      LEFT JOIN LATERAL (
          SELECT line.period_end, line.bill_id FROM billing_billline AS line
           WHERE line.subscription_id = subscription.id
             AND line.kind IN ('recurring', 'proration', 'credit')
           ORDER BY line.period_end DESC LIMIT 1) AS last_line ON true
      LEFT JOIN LATERAL (
          SELECT line.period_start, line.bill_id FROM billing_billline AS line
           WHERE line.subscription_id = subscription.id
             AND line.kind IN ('recurring', 'proration', 'credit')
           ORDER BY line.period_end LIMIT 1) AS first_line ON true
), sorted AS (
    -- Nearly always billed days are one stretch that begins where it should and doesn't go too far.
    -- Only for the others (given days back, switched off for a while, ...) are all their lines
    -- looked at.
    SELECT owned.*,
           suspended.days AS suspended_days,
           suspended.days IS NOT NULL OR billed_until IS NOT NULL AND (
               billed_until > coalesce(ended_date, 'infinity') OR billed_from <> owed_from
               OR began_earlier
               OR credited.is_there IS NOT NULL) AS is_uneven
      FROM owned
      -- Not EXISTS: that may read every credit there ever was.
      LEFT JOIN LATERAL (
          SELECT true AS is_there FROM billing_billline AS line
           WHERE line.subscription_id = owned.subscription_id
             AND (line.kind = 'credit' OR line.cause = 'resumed')
           LIMIT 1) AS credited ON true
      LEFT JOIN (
          SELECT subscription_id, range_agg(daterange(starts_date, ends_date)) AS days
            FROM subscriptions_suspension
           WHERE account_id = ANY (%(accounts)s::bigint[])
           GROUP BY subscription_id) AS suspended USING (subscription_id)
), promised AS MATERIALIZED (
    -- Discounts, and the days that deserve them.
    SELECT discount.id AS discount_id, discount.subscription_id, discount.name AS discount_name,
           discount.kind AS discount_kind, discount.rate_ppm, discount.amount_minor AS off_minor,
           discount.rank, discount.with_kind,
           CASE discount.with_kind WHEN '' THEN offered.days ELSE offered.days * coalesce(partner.days, '{}')
           END AS days
      FROM subscriptions_discount AS discount
     CROSS JOIN LATERAL (
         SELECT datemultirange(daterange(discount.starts_date, discount.ends_date))) AS offered (days)
      LEFT JOIN LATERAL (
          SELECT range_agg(daterange(other.started_date, other.ended_date)) AS days
            FROM subscriptions_subscription AS other
            JOIN catalog_plan AS plan ON plan.id = other.plan_id
           WHERE discount.with_kind <> '' AND other.account_id = discount.account_id
             AND other.id <> discount.subscription_id AND plan.kind = discount.with_kind)
          AS partner ON true
     WHERE discount.account_id = ANY (%(accounts)s::bigint[])
), series AS (
    -- What may have been billed for other days than it should: the price of a subscription, and
    -- each discount on it.
    SELECT sorted.*, NULL::bigint AS discount_id, '' AS discount_name,
           datemultirange(daterange(started_date, ended_date)) - coalesce(suspended_days, '{}')
               AS deserved_days
      FROM sorted
     WHERE is_uneven
    UNION ALL
    SELECT sorted.*, promised.discount_id, promised.discount_name, deserved.days
      FROM promised
      JOIN sorted USING (subscription_id)
     CROSS JOIN LATERAL (
         SELECT promised.days * (datemultirange(daterange(started_date, ended_date))
                                 - coalesce(suspended_days, '{}'))) AS deserved (days)
     WHERE is_uneven
        OR billed_until IS NOT NULL
           AND deserved.days * datemultirange(daterange(billed_from, billed_until)) <> coalesce((
               SELECT range_agg(daterange(line.period_start, line.period_end))
                 FROM billing_billline AS line
                WHERE line.discount_id = promised.discount_id), '{}')
), uneven AS MATERIALIZED (
    SELECT series.*, billed.days AS billed_days
      FROM series
     CROSS JOIN LATERAL (
         -- How often each day is billed, what was taken back subtracted, from one step to the next.
         SELECT coalesce(range_agg(daterange(steps.day, steps.next_day)), '{}') AS days
           FROM (SELECT changes.day, sum(sum(changes.step)) OVER by_day AS times,
                        lead(changes.day) OVER by_day AS next_day
                   FROM (SELECT line.period_start, line.period_end,
                                CASE line.kind WHEN 'credit' THEN -1 ELSE 1 END
                           FROM billing_billline AS line
                          WHERE series.discount_id IS NULL
                            AND line.subscription_id = series.subscription_id
                            AND line.kind IN ('recurring', 'proration', 'credit')
                          UNION ALL
                         SELECT line.period_start, line.period_end,
                                CASE WHEN line.amount_minor > 0 THEN -1 ELSE 1 END
                           FROM billing_billline AS line
                          WHERE line.discount_id = series.discount_id)
                        AS counted (period_start, period_end, step)
                  CROSS JOIN LATERAL (
                      VALUES (counted.period_start, counted.step), (counted.period_end, -counted.step))
                      AS changes (day, step)
                  GROUP BY changes.day
                 WINDOW by_day AS (ORDER BY changes.day)) AS steps
          WHERE steps.times > 0) AS billed
), given_back AS (
    SELECT uneven.*, stretch, covering.amount_minor, covering.line_days
      FROM uneven
     CROSS JOIN LATERAL (
         -- Which line a billed day was billed by: the last one, as earlier ones were given back.
         SELECT line.amount_minor, line.period_end - line.period_start AS line_days,
                datemultirange(daterange(line.period_start, line.period_end))
                    - coalesce(range_agg(daterange(line.period_start, line.period_end)) OVER (
                          ORDER BY line.bill_id DESC, line.position
                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '{}') AS days
           FROM (SELECT bill_id, position, amount_minor, period_start, period_end
                   FROM billing_billline
                  WHERE uneven.discount_id IS NULL AND subscription_id = uneven.subscription_id
                    AND kind IN ('recurring', 'proration')
                  UNION ALL
                 SELECT bill_id, position, amount_minor, period_start, period_end
                   FROM billing_billline
                  WHERE discount_id = uneven.discount_id AND amount_minor < 0) AS line)
         AS covering
     CROSS JOIN unnest(covering.days * (billed_days - deserved_days)) AS stretch
     WHERE NOT billed_days <@ deserved_days
), late AS (
    -- Days that were billed before a discount was decided, or its partner was there.
    SELECT uneven.*, stretch, rank,
           least(raw.off, greatest(left_minor - coalesce(sum(raw.off) OVER (
               PARTITION BY covering.bill_id, covering.position
                   ORDER BY rank, uneven.discount_id, lower(stretch)
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0), 0))::bigint AS off
      FROM uneven
      JOIN promised USING (subscription_id, discount_id)
      LEFT JOIN uneven AS own
        ON own.subscription_id = uneven.subscription_id AND own.discount_id IS NULL
     CROSS JOIN LATERAL (
         SELECT line.bill_id, line.position, line.price_minor, line.of_days, line.amount_minor,
                line.period_end - line.period_start AS line_days,
                datemultirange(daterange(line.period_start, line.period_end))
                    - coalesce(range_agg(daterange(line.period_start, line.period_end)) OVER (
                          ORDER BY line.bill_id DESC, line.position
                          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '{}') AS days,
                -- What other discounts left of it.
                line.amount_minor + coalesce((
                    SELECT sum(after.amount_minor)
                      FROM (SELECT amount_minor, bill_id, position, period_start, period_end
                              FROM billing_billline AS credited
                             WHERE credited.subscription_id = line.subscription_id
                               AND credited.kind = 'credit'
                             UNION ALL
                            SELECT given.amount_minor, given.bill_id, given.position,
                                   given.period_start, given.period_end
                              FROM subscriptions_discount AS other
                              JOIN billing_billline AS given ON given.discount_id = other.id
                             WHERE other.subscription_id = line.subscription_id) AS after
                     WHERE (after.bill_id, after.position) > (line.bill_id, line.position)
                       AND daterange(after.period_start, after.period_end)
                           <@ daterange(line.period_start, line.period_end)), 0) AS left_minor
           FROM billing_billline AS line
          WHERE line.subscription_id = uneven.subscription_id
            AND line.kind IN ('recurring', 'proration')) AS covering
     CROSS JOIN unnest(
         covering.days * (uneven.deserved_days - uneven.billed_days)
             * coalesce(own.billed_days,
                        datemultirange(daterange(uneven.billed_from, uneven.billed_until))))
         AS stretch
     CROSS JOIN LATERAL (
         SELECT upper(stretch) - lower(stretch), coalesce(covering.of_days, line_days))
         AS part (days, of_days)
     CROSS JOIN LATERAL (
         SELECT round(CASE discount_kind
                           WHEN 'percent' THEN coalesce(covering.price_minor, covering.amount_minor)
                                               * rate_ppm * 0.000001
                           ELSE off_minor * uneven.period_months END * part.days / part.of_days)::bigint)
         AS raw (off)
     WHERE uneven.billed_until IS NOT NULL
), unbilled AS (
    SELECT account_id, currency, region, locality, bill_date, period_at, period_due, period_months,
           subscription_id, started_date, ended_date, plan_id, name, plan_kind, tax_category,
           price_minor, is_repriced,
           greatest(owed_from, billed_until) AS from_day, owed_until AS until_day
      FROM sorted
     WHERE NOT is_uneven AND greatest(owed_from, billed_until) < owed_until
    UNION ALL
    SELECT account_id, currency, region, locality, bill_date, period_at, period_due, period_months,
           subscription_id, started_date, ended_date, plan_id, name, plan_kind, tax_category,
           price_minor, is_repriced, lower(days), upper(days)
      FROM uneven
     CROSS JOIN unnest(
         datemultirange(daterange(owed_from, greatest(owed_from, owed_until)))
             - coalesce(suspended_days, '{}') - billed_days) AS days
     WHERE discount_id IS NULL
), cut AS (
    -- Each stretch cut where the plan's periods begin: a day costs the price over its period's days.
    SELECT unbilled.*, period_at AS period_from,
           (period_at + make_interval(months => period_months))::date AS period_until,
           greatest(from_day, period_at) AS piece_from, until_day AS piece_until
      FROM unbilled
     WHERE until_day > period_at
    UNION ALL
    SELECT unbilled.*, period_from, period_until,
           greatest(from_day, period_from), least(until_day, period_until)
      FROM unbilled
     CROSS JOIN LATERAL generate_series(
               1, (((extract(year FROM period_at) - extract(year FROM from_day)) * 12
                    + extract(month FROM period_at) - extract(month FROM from_day))::integer
                   + (extract(day FROM from_day) < extract(day FROM period_at))::integer
                   + period_months - 1) / period_months) AS back
     CROSS JOIN LATERAL (
         SELECT (period_at - make_interval(months => back * period_months))::date,
                (period_at - make_interval(months => (back - 1) * period_months))::date)
         AS period (period_from, period_until)
     WHERE from_day < period_at
       AND greatest(from_day, period_from) < least(until_day, period_until)
), pieces AS (
    -- And where prices change.
    SELECT account_id, currency, region, locality, bill_date, period_due, period_from,
           period_until, period_months, subscription_id, started_date, ended_date, plan_id, name, plan_kind,
           tax_category, price_minor, piece_from, piece_until, false AS is_new_price
      FROM cut
     WHERE NOT is_repriced
    UNION ALL
    SELECT account_id, currency, region, locality, bill_date, period_due, period_from,
           period_until, period_months, subscription_id, started_date, ended_date, plan_id, name, plan_kind,
           tax_category, prices.price_minor, greatest(piece_from, prices.from_day),
           least(piece_until, prices.until_day),
           prices.from_day BETWEEN piece_from AND piece_until - 1 AND prices.from_day > period_from
      FROM cut
      JOIN (SELECT plan_id, starts_date AS from_day, price_minor,
                   lead(starts_date, 1, 'infinity') OVER by_plan AS until_day
              FROM catalog_planprice WINDOW by_plan AS (PARTITION BY plan_id ORDER BY starts_date)
             UNION ALL
            (SELECT DISTINCT ON (plan_id) plan_id, '-infinity'::date, before_minor, starts_date
               FROM catalog_planprice ORDER BY plan_id, starts_date))
           AS prices (plan_id, from_day, price_minor, until_day) USING (plan_id)
     WHERE is_repriced AND greatest(piece_from, prices.from_day) < least(piece_until, prices.until_day)
), priced AS MATERIALIZED (
    SELECT pieces.*, period_until - period_from AS of_days,
           round(price_minor * (piece_until - piece_from)::numeric
                 / (period_until - period_from))::bigint AS amount_minor
      FROM pieces
), discounted AS (
    SELECT priced.*, discount_id, discount_name, stretch, rank,
           least(raw.off, greatest(amount_minor - coalesce(sum(raw.off) OVER (
               PARTITION BY subscription_id, piece_from
                   ORDER BY rank, discount_id, lower(stretch)
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0), 0))::bigint AS off
      FROM priced
      JOIN promised USING (subscription_id)
     CROSS JOIN unnest(
         promised.days * datemultirange(daterange(piece_from, piece_until))) AS stretch
     CROSS JOIN LATERAL (
         SELECT round(CASE discount_kind
                           WHEN 'percent' THEN price_minor * rate_ppm * 0.000001
                           ELSE off_minor * period_months END
                      * (upper(stretch) - lower(stretch)) / of_days)::bigint) AS raw (off)
), used AS (
    SELECT since.account_id, since.currency, since.region, since.locality, since.bill_date,
           since.since_day, subscription.id AS subscription_id, plan.id AS plan_id,
           plan.kind AS plan_kind, tariff.id AS tariff_id, tariff.name, tariff.tax_category,
           CASE WHEN tariff.is_itemized THEN usage.description ELSE '' END AS description,
           month.back, sum(usage.quantity)::bigint AS quantity,
           round(ceil(greatest(sum(usage.quantity) - tariff.included_quantity, 0)
                      / tariff.block_quantity::numeric)
                 * tariff.price_millionths * 0.000001)::bigint AS amount_minor
      FROM (SELECT reach.*, coalesce((
                       SELECT bill.period_start FROM billing_bill AS bill
                        WHERE bill.account_id = reach.account_id AND bill.source = 'run'
                          AND bill.kind IN ('regular', 'final')
                          AND (NOT %(is_rebill)s OR bill.period_start < reach.bill_date)
                        ORDER BY bill.period_start DESC LIMIT 1), '-infinity') AS since_day
              FROM reach) AS since
      JOIN billing_usage AS usage
        ON usage.account_id = since.account_id AND usage.counts_date >= since.since_day
       AND usage.counts_date < since.bill_date
      JOIN subscriptions_subscription AS subscription ON subscription.id = usage.subscription_id
      JOIN catalog_plan AS plan
        ON plan.id = subscription.plan_id AND plan.currency = since.currency
     CROSS JOIN LATERAL (
         SELECT ((extract(year FROM bill_date) - extract(year FROM usage.counts_date)) * 12
                 + extract(month FROM bill_date) - extract(month FROM usage.counts_date))::integer
                + (extract(day FROM usage.counts_date) < extract(day FROM bill_date))::integer)
         AS month (back)
     CROSS JOIN LATERAL (
         -- A month goes by the tariff of the first of its days that wasn't billed before.
         SELECT greatest(since_day, (bill_date - make_interval(months => month.back))::date))
         AS first (day)
      JOIN catalog_tariff AS tariff
        ON tariff.plan_id = plan.id AND tariff.usage_kind = usage.usage_kind
       AND (tariff.starts_date IS NULL OR tariff.starts_date <= first.day)
       AND (tariff.ends_date IS NULL OR tariff.ends_date > first.day)
     GROUP BY since.account_id, since.currency, since.region, since.locality, since.bill_date,
              since.since_day, subscription.id, plan.id, tariff.id, month.back, 13
), least_use AS (
    -- What a service must come to, for the part of the last month that it was there.
    SELECT owned.account_id, owned.currency, owned.region, owned.locality, owned.bill_date,
           owned.subscription_id, owned.plan_id, owned.plan_kind, tariff.id AS tariff_id,
           tariff.name, tariff.tax_category, span.from_day, span.until_day,
           round(tariff.minimum_minor * there.days::numeric
                 / (owned.bill_date - span.month_from))::bigint
               - coalesce((SELECT sum(used.amount_minor) FROM used
                            WHERE used.subscription_id = owned.subscription_id
                              AND used.tariff_id = tariff.id AND used.back = 1), 0)::bigint
               AS amount_minor
      FROM catalog_tariff AS tariff
      JOIN sorted AS owned ON owned.plan_id = tariff.plan_id
      LEFT JOIN LATERAL (
          SELECT bill.period_start FROM billing_bill AS bill
           WHERE bill.account_id = owned.account_id AND bill.source = 'run'
             AND bill.kind IN ('regular', 'final')
             AND (NOT %(is_rebill)s OR bill.period_start < owned.bill_date)
           ORDER BY bill.period_start DESC LIMIT 1) AS last_bill ON true
     CROSS JOIN LATERAL (
         SELECT greatest(owned.owed_from, last_bill.period_start,
                         (owned.bill_date - interval '1 month')::date),
                least(owned.ended_date, owned.bill_date),
                (owned.bill_date - interval '1 month')::date)
         AS span (from_day, until_day, month_from)
     CROSS JOIN LATERAL (
         SELECT sum(upper(part) - lower(part))
           FROM unnest(datemultirange(daterange(span.from_day, greatest(span.from_day, span.until_day)))
                       - coalesce(owned.suspended_days, '{}')) AS part) AS there (days)
     -- On a closed account, what never ended was over when it was last billed.
     WHERE tariff.minimum_minor > 0 AND there.days > 0 AND owned.owed_until > '-infinity'
       AND (tariff.starts_date IS NULL
            OR tariff.starts_date <= greatest(last_bill.period_start, span.month_from))
       AND (tariff.ends_date IS NULL
            OR tariff.ends_date > greatest(last_bill.period_start, span.month_from))
), untaxed AS (
    SELECT account_id, currency, region, locality, 1 AS part, subscription_id, plan_id,
           NULL::bigint AS charge_id, NULL::bigint AS discount_id, NULL::bigint AS tariff_id,
           plan_kind, name AS description, tax_category, is_whole.kind, amount_minor,
           piece_from AS period_start, piece_until AS period_end,
           CASE WHEN piece_until = ended_date AND piece_until < period_until THEN 'ended'
                WHEN piece_from = started_date AND piece_from > period_from THEN 'started'
                WHEN (subscription_id, piece_from) IN (
                         SELECT subscription_id, ends_date FROM subscriptions_suspension
                          WHERE account_id = ANY (%(accounts)s::bigint[])
                            AND ends_date IS NOT NULL) THEN 'resumed'
                WHEN is_new_price THEN 'price'
                WHEN piece_from < period_due THEN 'catch_up'
                ELSE 'month' END AS cause,
           NULL::bigint AS quantity, price_minor, of_days, piece_from AS sort_day, 0 AS sort_rank
      FROM priced
     CROSS JOIN LATERAL (
         SELECT CASE WHEN piece_from = period_from AND piece_until = period_until
                     THEN 'recurring' ELSE 'proration' END) AS is_whole (kind)
    UNION ALL
    SELECT account_id, currency, region, locality, 1, subscription_id, plan_id, NULL, discount_id,
           NULL, plan_kind, discount_name, tax_category, 'discount', -off,
           lower(stretch), upper(stretch), 'discount', NULL, NULL, NULL, piece_from, rank
      FROM discounted
     WHERE off > 0
    UNION ALL
    SELECT account_id, currency, region, locality, 1, subscription_id, plan_id, NULL, discount_id,
           NULL, plan_kind, CASE WHEN discount_id IS NULL THEN name ELSE discount_name END,
           tax_category, CASE WHEN discount_id IS NULL THEN 'credit' ELSE 'discount' END,
           -round(amount_minor * (upper(stretch) - lower(stretch))::numeric / line_days)::bigint,
           lower(stretch), upper(stretch),
           CASE WHEN lower(stretch) >= ended_date THEN 'ended'
                WHEN suspended_days && stretch THEN 'suspended'
                WHEN discount_id IS NULL THEN 'started' ELSE 'discount' END,
           NULL, NULL, NULL, lower(stretch), CASE WHEN discount_id IS NULL THEN 0 ELSE 1 END
      FROM given_back
    UNION ALL
    SELECT account_id, currency, region, locality, 1, subscription_id, plan_id, NULL, discount_id,
           NULL, plan_kind, discount_name, tax_category, 'discount', -off,
           lower(stretch), upper(stretch), 'catch_up', NULL, NULL, NULL, lower(stretch), rank
      FROM late
     WHERE off > 0
    UNION ALL
    SELECT account_id, currency, region, locality, 1, subscription_id, plan_id, NULL, NULL,
           tariff_id, plan_kind, CASE description WHEN '' THEN name ELSE description END,
           tax_category, 'usage', amount_minor, (bill_date - make_interval(months => back))::date,
           (bill_date - make_interval(months => back - 1))::date, 'usage', quantity, NULL, NULL,
           'infinity', 1
      FROM used
     WHERE amount_minor > 0
    UNION ALL
    SELECT account_id, currency, region, locality, 1, subscription_id, plan_id, NULL, NULL,
           tariff_id, plan_kind, name, tax_category, 'minimum', amount_minor, from_day, until_day,
           'minimum', NULL, NULL, NULL, 'infinity', 2
      FROM least_use
     WHERE amount_minor > 0
    UNION ALL
    SELECT asked.account_id, asked.currency, asked.region, asked.locality, 2, NULL, NULL,
           charge.id, NULL, NULL, NULL, charge.description, charge.tax_category, charge.kind,
           charge.amount_minor, NULL, NULL, charge.cause, NULL, NULL, NULL, NULL, 0
      FROM asked
      JOIN billing_charge AS charge
        ON charge.account_id = asked.account_id AND charge.effective_date <= asked.bill_date
     WHERE NOT EXISTS (SELECT FROM billing_billline AS line WHERE line.charge_id = charge.id)
), exempt AS MATERIALIZED (
    SELECT exemption.account_id, tax.id AS tax_id
      FROM billing_taxexemption AS exemption
      JOIN catalog_tax AS tax
        ON coalesce(exemption.tax_id = tax.id, exemption.tax_category IN ('', tax.tax_category))
     WHERE exemption.account_id = ANY (%(accounts)s::bigint[])
       AND exemption.starts_date <= %(bill_date)s
       AND (exemption.ends_date IS NULL OR exemption.ends_date > %(bill_date)s)
), taxed AS (
    SELECT sums.account_id, sums.currency, tax.id AS tax_id, tax.code, tax.name, tax.is_fee,
           tax.is_included,
           -- Who is exempt from a tax that is in the price pays the price without it.
           tax.is_included AND (sums.account_id, tax.id) IN (SELECT account_id, tax_id FROM exempt)
               AS is_taken_off,
           CASE tax.kind
                WHEN 'percent' THEN
                    CASE WHEN tax.is_included
                         THEN round(sums.amount_minor * tax.rate_ppm / (1000000.0 + tax.rate_ppm))
                         ELSE round(sums.amount_minor * tax.rate_ppm * 0.000001) END
                WHEN 'flat' THEN tax.flat_minor
                WHEN 'tiered' THEN (
                    SELECT round(sum(greatest(least(sums.amount_minor, tier.until_minor)
                                              - tier.from_minor, 0) * tier.rate_ppm * 0.000001))
                      FROM (SELECT from_minor, rate_ppm, lead(from_minor) OVER (ORDER BY from_minor)
                                AS until_minor
                              FROM catalog_taxtier WHERE tax_id = tax.id) AS tier)
                ELSE coalesce(
                    (SELECT assessed.amount_minor FROM billing_assessedtax AS assessed
                      WHERE assessed.account_id = sums.account_id AND assessed.tax_id = tax.id
                        AND assessed.bill_date = %(bill_date)s
                        AND assessed.tax_category = sums.tax_category
                        AND assessed.base_minor = sums.amount_minor),
                    -- What isn't assessed yet is shown at the last rate known, and never billed.
                    CASE WHEN %(is_issue)s THEN billing_unassessed(sums.account_id, tax.code)
                         ELSE (SELECT round(sums.amount_minor * known.amount_minor::numeric
                                            / known.base_minor)
                                 FROM billing_assessedtax AS known
                                WHERE known.account_id = sums.account_id AND known.tax_id = tax.id
                                  AND known.base_minor <> 0
                                ORDER BY known.bill_date DESC, known.id DESC LIMIT 1) END)
           END::bigint AS amount_minor
      FROM (SELECT account_id, currency, region, locality, tax_category,
                   sum(amount_minor) AS amount_minor
              FROM untaxed WHERE tax_category <> ''
             GROUP BY account_id, currency, region, locality, tax_category) AS sums
      JOIN catalog_tax AS tax
        ON tax.tax_category = sums.tax_category AND tax.region IN ('', sums.region)
       AND (tax.locality = '' OR lower(tax.locality) = sums.locality)
       AND tax.currency = sums.currency
       AND tax.starts_date <= %(bill_date)s
       AND (tax.ends_date IS NULL OR tax.ends_date > %(bill_date)s)
     WHERE (tax.kind <> 'flat' OR sums.amount_minor > 0)
       AND NOT EXISTS (SELECT FROM exempt
                        WHERE exempt.account_id = sums.account_id AND exempt.tax_id = tax.id
                          AND NOT tax.is_included)
), everything AS (
    SELECT account_id, currency, part, plan_kind, subscription_id, plan_id,
           NULL::bigint AS tax_id, charge_id, discount_id, tariff_id, '' AS code, kind, description,
           amount_minor, NULL::bigint AS included_minor, quantity, price_minor, of_days,
           period_start, period_end, cause, sort_day, sort_rank
      FROM untaxed
    UNION ALL
    SELECT account_id, currency, 3, NULL, NULL, NULL, tax_id, NULL, NULL, NULL, code,
           CASE WHEN is_fee THEN 'fee' ELSE 'tax' END, name,
           CASE WHEN is_taken_off THEN -amount_minor WHEN is_included THEN 0 ELSE amount_minor END,
           CASE WHEN is_included THEN amount_minor END, NULL, NULL, NULL, NULL, NULL,
           CASE WHEN is_taken_off THEN 'exempt' ELSE 'tax' END, NULL, 0
      FROM taxed WHERE amount_minor <> 0
), lines AS (
    SELECT account_id, currency, kind, description, amount_minor, subscription_id, plan_id, tax_id,
           charge_id, discount_id, tariff_id, quantity, price_minor, of_days, included_minor,
           period_start, period_end, cause,
           row_number() OVER (
               PARTITION BY account_id
               ORDER BY part, array_position(
                            ARRAY['internet', 'tv', 'phone', 'addon', 'equipment', 'fee'],
                            plan_kind::text),
                        subscription_id, sort_day, sort_rank, period_start, discount_id, tariff_id,
                        charge_id, code, description) AS position
      FROM everything
)
