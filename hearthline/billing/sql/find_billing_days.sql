-- When an account is billed, up to which day bill runs are through (none: since today), and the last
-- day for which the account itself was billed.
SELECT account.billing_day,
       (SELECT max(run.bill_date) FROM billing_billrun AS run
         WHERE run.finished_at IS NOT NULL AND run.bill_date <= %(today)s) AS run_through,
       (SELECT max(bill.period_start) FROM billing_bill AS bill
         WHERE bill.account_id = account.id AND bill.source = 'run') AS billed_for
  FROM customers_account AS account WHERE account.id = %(account_id)s
