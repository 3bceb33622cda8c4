-- What each account has: three and a third of something on average, never nothing.
INSERT INTO subscriptions_subscription
    (account_id, number, plan_id, started_date, price_override_minor, service_identifier)
SELECT account.id, account.number || '-' || choice.place, plan.id,
       CASE WHEN account.created_at >= %(first_date)s::timestamp AT TIME ZONE %(time_zone)s
            THEN (account.created_at AT TIME ZONE %(time_zone)s)::date
            ELSE %(first_date)s::date - 40
                 - floor(2500 * power(pg_temp.draw(account.id, 'since'), 2))::integer END,
       CASE WHEN plan.kind IN ('internet', 'tv', 'phone') AND plan.period_months = 1
             AND pg_temp.draw(account.id, 'special ' || plan.kind) < 0.06
            THEN round(plan.price_minor * 0.9) END,
       CASE WHEN plan.kind = 'phone'
            THEN '+1217555' || lpad((account.id %% 10000)::text, 4, '0') ELSE '' END
  FROM customers_account AS account
 CROSS JOIN LATERAL (
     SELECT pg_temp.draw(account.id, 'internet') AS internet, pg_temp.draw(account.id, 'tv') AS tv,
            pg_temp.draw(account.id, 'phone') AS phone, pg_temp.draw(account.id, 'extra') AS extra)
     AS draws
 CROSS JOIN LATERAL (
     VALUES (1, CASE WHEN internet < 0.28 THEN 'home-100' WHEN internet < 0.62 THEN 'home-300'
                     WHEN internet < 0.84 THEN 'home-600' WHEN internet < 0.95 THEN 'home-1000' END),
            (2, CASE WHEN tv < 0.14 THEN 'tv-local' WHEN tv < 0.40 THEN 'tv-family'
                     WHEN tv < 0.53 THEN 'tv-everything' WHEN internet >= 0.95 THEN 'tv-local' END),
            (3, CASE WHEN phone < 0.20 THEN 'phone-basic' WHEN phone < 0.31 THEN 'phone-local'
                     WHEN phone < 0.42 THEN 'phone-unlimited' END),
            (4, CASE WHEN internet < 0.95 AND pg_temp.draw(account.id, 'router') < 0.75
                     THEN 'router' END),
            (5, CASE WHEN tv < 0.53 AND pg_temp.draw(account.id, 'box') < 0.45 THEN 'tv-box' END),
            (6, CASE WHEN tv < 0.53 AND pg_temp.draw(account.id, 'pack') < 0.20 THEN 'pack-sports'
                     WHEN tv < 0.53 AND pg_temp.draw(account.id, 'pack') < 0.32
                     THEN 'pack-films' END),
            (7, CASE WHEN internet < 0.95 AND extra < 0.16 THEN 'wifi-everywhere'
                     WHEN internet < 0.95 AND extra < 0.20 THEN 'fixed-address'
                     WHEN internet < 0.95 AND extra < 0.25 THEN 'safe-copies'
                     WHEN internet < 0.95 AND extra < 0.30 THEN 'home-watch' END),
            (8, CASE WHEN pg_temp.draw(account.id, 'paper') < 0.12 THEN 'paper-bill' END))
     AS choice (place, code)
  JOIN catalog_plan AS plan USING (code)
 WHERE account.id BETWEEN %(first)s AND %(last)s
 ORDER BY account.id, choice.place
