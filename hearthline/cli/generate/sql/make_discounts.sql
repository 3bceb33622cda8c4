-- Three of four accounts pay less for something: some from their first day, some for a year that
-- ends on the way, some while they have two services, some for good.
INSERT INTO subscriptions_discount
    (account_id, subscription_id, name, kind, rate_ppm, amount_minor, starts_date, ends_date,
     with_kind, rank, decided_at)
SELECT subscription.account_id, subscription.id, offer.name, offer.kind, offer.rate_ppm,
       offer.amount_minor, offer.starts_date,
       (offer.starts_date + make_interval(months => offer.months))::date, offer.with_kind, offer.rank,
       least(offer.starts_date, %(first_date)s::date)::timestamp AT TIME ZONE %(time_zone)s
  FROM subscriptions_subscription AS subscription
  JOIN catalog_plan AS plan ON plan.id = subscription.plan_id
 CROSS JOIN LATERAL (
     SELECT (%(first_date)s::date - 30 - floor(330 * pg_temp.draw(subscription.id, 'since'))::integer)
         AS day) AS earlier
 CROSS JOIN LATERAL (
     VALUES ('internet', 'Welcome', 'percent', 200000, 0, subscription.started_date, 12, '', 1,
             subscription.started_date > %(first_date)s::date - 300, 0.6),
            ('internet', 'Stay with us', 'percent', 100000, 0, earlier.day, 12, '', 1,
             subscription.started_date <= %(first_date)s::date - 300, 0.18),
            ('tv', 'A year of TV', 'amount', 0, 1000, greatest(earlier.day, subscription.started_date),
             12, '', 1, true, 0.35),
            ('tv', 'Internet and TV together', 'amount', 0, 500, subscription.started_date, NULL,
             'internet', 2, true, 0.4),
            ('phone', 'Loyal for years', 'percent', 100000, 0, subscription.started_date, NULL, '', 1,
             true, 0.15))
     AS offer (on_kind, name, kind, rate_ppm, amount_minor, starts_date, months, with_kind, rank,
               fits, share)
 WHERE subscription.account_id BETWEEN %(first)s AND %(last)s
   AND offer.on_kind = plan.kind AND offer.fits
   AND pg_temp.draw(subscription.id, offer.name) < offer.share
 ORDER BY subscription.id, offer.rank, offer.name
