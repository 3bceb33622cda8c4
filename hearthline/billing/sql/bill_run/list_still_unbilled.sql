SELECT account.id
  FROM customers_account AS account
 WHERE account.id = ANY (%(accounts)s::bigint[])
   AND NOT EXISTS (SELECT FROM billing_bill AS bill
                    WHERE bill.account_id = account.id AND bill.source = 'run'
                      AND bill.kind IN ('regular', 'final')
                      AND bill.period_start = %(bill_date)s)
 ORDER BY account.id
