-- The next accounts of a shard that have no bill of the day; who bills them adds the lock.
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
