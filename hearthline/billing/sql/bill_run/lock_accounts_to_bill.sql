-- The next accounts of a shard that have no bill of the day, held until the transaction ends. What
-- goes on with one of them at this moment is waited for.
SELECT account.id
  FROM customers_account AS account
 WHERE account.billing_day = extract(day FROM %(bill_date)s::date)
   AND coalesce(account.bills_from_date, '-infinity') <= %(bill_date)s
   AND account.id > %(after)s AND account.id <= %(until)s
   AND NOT EXISTS (SELECT FROM billing_bill AS bill
                    WHERE bill.account_id = account.id AND bill.source = 'run'
                      AND bill.kind IN ('regular', 'final')
                      AND bill.period_start = %(bill_date)s)
 ORDER BY account.id
 LIMIT %(size)s
   FOR NO KEY UPDATE OF account
