-- What has no bill of the day yet, cut into stretches of accounts, about a batch each or more. They
-- leave no gap, so that whoever comes meanwhile is within one of them.
WITH unbilled AS (
    SELECT account.id, row_number() OVER (ORDER BY account.id) - 1 AS place,
           count(*) OVER () AS total
      FROM customers_account AS account
     WHERE account.billing_day = extract(day FROM %(bill_date)s::date)
       AND coalesce(account.bills_from_date, '-infinity') <= %(bill_date)s
       AND NOT EXISTS (SELECT FROM billing_bill AS bill
                        WHERE bill.account_id = account.id AND bill.source = 'run'
                          AND bill.kind IN ('regular', 'final')
                          AND bill.period_start = %(bill_date)s)
), parts AS (
    SELECT part, max(id) AS last_id, count(*) AS accounts
      FROM (SELECT id, 1 + place * least(
                       %(most)s, ceil(total / %(batch_size)s::numeric)::integer) / total AS part
              FROM unbilled) AS parted
     GROUP BY part
)
INSERT INTO billing_billrunshard
    (run_id, is_preview, number, after_account_id, until_account_id, accounts_total)
SELECT %(run_id)s, %(is_preview)s, first_number + part,
       coalesce(lag(last_id) OVER by_part, 0),
       CASE WHEN lead(part) OVER by_part IS NULL THEN 9223372036854775807 ELSE last_id END,
       accounts
  FROM parts
 CROSS JOIN (SELECT coalesce(max(number), 0) AS first_number FROM billing_billrunshard
              WHERE run_id = %(run_id)s AND is_preview = %(is_preview)s) AS earlier
WINDOW by_part AS (ORDER BY part)
RETURNING accounts_total
