-- What has no bill of the day yet, cut into stretches of accounts, about a batch each or more. They
-- leave no gap, so that whoever comes meanwhile is within one of them.
INSERT INTO billing_billrunshard
    (run_id, is_preview, number, after_account_id, until_account_id, accounts_total)
SELECT %(run_id)s, %(is_preview)s, first_number + part,
       coalesce(lag(last_id) OVER by_part, 0),
       CASE WHEN lead(part) OVER by_part IS NULL THEN 9223372036854775807 ELSE last_id END,
       accounts
  FROM (SELECT part, max(id) AS last_id, count(*) AS accounts
          FROM (SELECT id, ntile(least(%(most)s, greatest(1, ceil(
                           count(*) OVER () / %(batch_size)s::numeric)))::integer)
                       OVER (ORDER BY id) AS part
                  FROM (SELECT account.id
                          FROM customers_account AS account
                         WHERE account.billing_day = extract(day FROM %(bill_date)s::date)
                           AND coalesce(account.bills_from_date, '-infinity') <= %(bill_date)s
                           AND NOT EXISTS (
                               SELECT FROM billing_bill AS bill
                                WHERE bill.account_id = account.id AND bill.source = 'run'
                                  AND bill.kind IN ('regular', 'final')
                                  AND bill.period_start = %(bill_date)s)) AS unbilled) AS parted
         GROUP BY part) AS parts
 CROSS JOIN (SELECT coalesce(max(number), 0) AS first_number FROM billing_billrunshard
              WHERE run_id = %(run_id)s AND is_preview = %(is_preview)s) AS earlier
WINDOW by_part AS (ORDER BY part)
RETURNING accounts_total
