-- What happened once: installations, credits given by staff, fees for paying late.
INSERT INTO billing_charge
    (account_id, amount_minor, description, kind, tax_category, effective_date, created_at, cause)
SELECT account.id, happened.amount_minor, happened.description, happened.kind, happened.tax_category,
       happened.day, (happened.day + time '11:00') AT TIME ZONE %(time_zone)s, happened.cause
  FROM customers_account AS account
 CROSS JOIN LATERAL (
     SELECT %(month)s::date + account.billing_day - 1
            - floor(27 * pg_temp.draw(account.id, 'charged ' || %(month)s))::integer AS day,
            (account.created_at AT TIME ZONE %(time_zone)s)::date AS came_date) AS days
 CROSS JOIN LATERAL (
     VALUES (9900, 'Installation', 'one_off', 'equipment', days.came_date, 'installation',
             days.came_date >= %(first_date)s
             AND date_trunc('month', days.came_date) = %(month)s::date),
            (-500, 'Credit for your patience', 'credit', '', days.day, 'goodwill',
             pg_temp.draw(account.id, 'credit ' || %(month)s) < 0.012),
            (800, 'Late fee', 'fee', '', days.day, 'late_fee',
             %(month)s::date > %(first_date)s
             AND pg_temp.draw(account.id, 'late ' || %(month)s) < 0.03))
     AS happened (amount_minor, description, kind, tax_category, day, cause, does)
 WHERE account.id BETWEEN %(first)s AND %(last)s AND account.status = 'active'
   AND happened.does AND happened.day >= days.came_date AND happened.day <= %(until)s
 ORDER BY account.id, happened.kind
