-- The rating engine: what accounts have becomes the lines of their bills for one bill date.
-- Everything that prices anything is this text with an ending (hearthline.billing.rating): the bill
-- run issues the lines, the preview lists them. It only reads, and ends with the rows of `lines`.
--
-- A bill of day D is for [D, D + 1 month) in advance, and for every day before that was never billed.
-- Days are billed once: what is owed, less what was billed, is charged; what was billed, less what
-- is owed, is given back at the price it was billed for. Amounts round half away from zero, a line
-- at a time. docs/decisions/every-day-is-billed-once.md says how far back it reaches.
WITH asked AS (
    SELECT account.id AS account_id, account.status, account.currency,
           coalesce(address.region, '') AS region,
           %(bill_date)s::date AS bill_date,
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
           ORDER BY bill.period_start LIMIT 1) AS first_bill ON true
      CROSS JOIN LATERAL (
          SELECT least(asked.first_billing_date, first_bill.period_start, asked.bill_date))
          AS began (day)
), owned AS (
    SELECT reach.account_id, reach.currency, reach.region, reach.bill_date, reach.bill_until,
           subscription.id AS subscription_id, subscription.started_date, subscription.ended_date,
           plan.id AS plan_id, plan.name, plan.kind AS plan_kind, plan.tax_category,
           coalesce(subscription.price_override_minor, plan.price_minor) AS price_minor,
           CASE WHEN subscription.started_date < reach.settled_before
                THEN greatest(subscription.started_date, reach.settled_until)
                ELSE subscription.started_date END AS owed_from,
           -- A closed account pays for nothing in advance, and for nothing that never ended.
           CASE WHEN reach.status = 'closed'
                THEN least(coalesce(subscription.ended_date, '-infinity'), reach.bill_date)
                ELSE least(subscription.ended_date, reach.bill_until) END AS owed_until,
           first_line.period_start AS billed_from, last_line.period_end AS billed_until
      FROM reach
      JOIN subscriptions_subscription AS subscription
        ON subscription.account_id = reach.account_id
      -- A plan in another currency is never billed; a check names it.
      JOIN catalog_plan AS plan
        ON plan.id = subscription.plan_id AND plan.currency = reach.currency
      LEFT JOIN LATERAL (
          SELECT line.period_end FROM billing_billline AS line
           WHERE line.subscription_id = subscription.id
           ORDER BY line.period_end DESC LIMIT 1) AS last_line ON true
      LEFT JOIN LATERAL (
          SELECT line.period_start FROM billing_billline AS line
           WHERE line.subscription_id = subscription.id
           ORDER BY line.period_end LIMIT 1) AS first_line ON true
), sorted AS (
    -- Nearly always billed days are one stretch that begins where it should and doesn't go too far.
    -- Only for the others are all their lines looked at.
    SELECT owned.*,
           billed_until IS NOT NULL AND (
               billed_until > coalesce(ended_date, 'infinity') OR billed_from <> owed_from
               OR EXISTS (
                   SELECT FROM billing_billline AS line
                    WHERE line.subscription_id = owned.subscription_id AND line.kind = 'credit'))
               AS is_uneven
      FROM owned
), uneven AS MATERIALIZED (
    SELECT sorted.*, billed.days AS billed_days
      FROM sorted
     CROSS JOIN LATERAL (
         -- How often each day is billed, credits subtracted, from one step until the next.
         SELECT coalesce(range_agg(daterange(steps.day, steps.next_day)), '{}') AS days
           FROM (SELECT changes.day, sum(sum(changes.step)) OVER by_day AS times,
                        lead(changes.day) OVER by_day AS next_day
                   FROM billing_billline AS line
                  CROSS JOIN LATERAL (
                      VALUES (line.period_start, CASE line.kind WHEN 'credit' THEN -1 ELSE 1 END),
                             (line.period_end, CASE line.kind WHEN 'credit' THEN 1 ELSE -1 END))
                      AS changes (day, step)
                  WHERE line.subscription_id = sorted.subscription_id
                  GROUP BY changes.day
                 WINDOW by_day AS (ORDER BY changes.day)) AS steps
          WHERE steps.times > 0) AS billed
     WHERE is_uneven
), unbilled AS (
    SELECT account_id, currency, region, bill_date, bill_until, subscription_id, started_date,
           ended_date, plan_id, name, plan_kind, tax_category, price_minor,
           greatest(owed_from, billed_until) AS from_day, owed_until AS until_day
      FROM sorted
     WHERE NOT is_uneven AND greatest(owed_from, billed_until) < owed_until
    UNION ALL
    SELECT account_id, currency, region, bill_date, bill_until, subscription_id, started_date,
           ended_date, plan_id, name, plan_kind, tax_category, price_minor,
           lower(days), upper(days)
      FROM uneven
     CROSS JOIN unnest(
         datemultirange(daterange(owed_from, greatest(owed_from, owed_until))) - billed_days)
         AS days
), pieces AS (
    -- Each stretch cut where billing periods begin: a day costs the price over its period's days.
    SELECT unbilled.*, bill_date AS period_from, bill_until AS period_until,
           greatest(from_day, bill_date) AS piece_from, until_day AS piece_until
      FROM unbilled
     WHERE until_day > bill_date
    UNION ALL
    SELECT unbilled.*, period_from, period_until,
           greatest(from_day, period_from), least(until_day, period_until)
      FROM unbilled
     CROSS JOIN LATERAL generate_series(
               1, ((extract(year FROM bill_date) - extract(year FROM from_day)) * 12
                   + extract(month FROM bill_date) - extract(month FROM from_day))::integer
                  + (extract(day FROM from_day) < extract(day FROM bill_date))::integer) AS back
     CROSS JOIN LATERAL (
         SELECT (bill_date - make_interval(months => back))::date,
                (bill_date - make_interval(months => back - 1))::date)
         AS period (period_from, period_until)
     WHERE from_day < bill_date
       AND greatest(from_day, period_from) < least(until_day, period_until)
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
           FROM billing_billline AS line
          WHERE line.subscription_id = uneven.subscription_id AND line.kind <> 'credit') AS covering
     CROSS JOIN unnest(
         covering.days * (billed_days - datemultirange(daterange(started_date, ended_date))))
         AS stretch
), untaxed AS (
    SELECT account_id, currency, region, 1 AS part, subscription_id, plan_id,
           NULL::bigint AS charge_id, plan_kind, name AS description, tax_category,
           CASE WHEN piece_from = period_from AND piece_until = period_until
                THEN 'recurring' ELSE 'proration' END AS kind,
           round(price_minor * (piece_until - piece_from)::numeric
                 / (period_until - period_from))::bigint AS amount_minor,
           piece_from AS period_start, piece_until AS period_end,
           CASE WHEN piece_until = ended_date AND piece_until < period_until THEN 'ended'
                WHEN piece_from = started_date AND piece_from > period_from THEN 'started'
                WHEN piece_from < bill_date THEN 'catch_up'
                ELSE 'month' END AS cause
      FROM pieces
    UNION ALL
    SELECT account_id, currency, region, 1, subscription_id, plan_id, NULL, plan_kind, name,
           tax_category, 'credit',
           -round(amount_minor * (upper(stretch) - lower(stretch))::numeric / line_days)::bigint,
           lower(stretch), upper(stretch),
           CASE WHEN lower(stretch) >= ended_date THEN 'ended' ELSE 'started' END
      FROM given_back
    UNION ALL
    SELECT asked.account_id, asked.currency, asked.region, 2, NULL, NULL, charge.id, NULL,
           charge.description, charge.tax_category, charge.kind, charge.amount_minor, NULL, NULL,
           charge.cause
      FROM asked
      JOIN billing_charge AS charge
        ON charge.account_id = asked.account_id AND charge.effective_date <= asked.bill_date
     WHERE NOT EXISTS (SELECT FROM billing_billline AS line WHERE line.charge_id = charge.id)
), taxed AS (
    SELECT sums.account_id, sums.currency, tax.id AS tax_id, tax.code, tax.name, tax.is_fee,
           CASE tax.kind WHEN 'percent' THEN round(sums.amount_minor * tax.rate_ppm * 0.000001)
                         ELSE tax.flat_minor END::bigint AS amount_minor
      FROM (SELECT account_id, currency, region, tax_category, sum(amount_minor) AS amount_minor
              FROM untaxed WHERE tax_category <> ''
             GROUP BY account_id, currency, region, tax_category) AS sums
      JOIN catalog_tax AS tax
        ON tax.tax_category = sums.tax_category AND tax.region IN ('', sums.region)
       AND tax.currency = sums.currency
       AND tax.starts_date <= %(bill_date)s
       AND (tax.ends_date IS NULL OR tax.ends_date > %(bill_date)s)
     WHERE tax.kind = 'percent' OR sums.amount_minor > 0
), everything AS (
    SELECT account_id, currency, part, plan_kind, subscription_id, plan_id,
           NULL::bigint AS tax_id, charge_id, '' AS code, kind, description, amount_minor,
           period_start, period_end, cause
      FROM untaxed
    UNION ALL
    SELECT account_id, currency, 3, NULL, NULL, NULL, tax_id, NULL, code,
           CASE WHEN is_fee THEN 'fee' ELSE 'tax' END, name, amount_minor, NULL, NULL, 'tax'
      FROM taxed WHERE amount_minor <> 0
), lines AS (
    SELECT account_id, currency, kind, description, amount_minor, subscription_id, plan_id, tax_id,
           charge_id, period_start, period_end, cause,
           row_number() OVER (
               PARTITION BY account_id
               ORDER BY part, array_position(
                            ARRAY['internet', 'tv', 'phone', 'addon', 'equipment', 'fee'],
                            plan_kind::text),
                        subscription_id, period_start, charge_id, code) AS position
      FROM everything
)
