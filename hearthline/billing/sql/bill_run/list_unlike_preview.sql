-- Accounts whose bill of the day isn't what the preview said, those with a bill and those without.
SELECT account.number AS account_number, bill.number AS bill_number, account.currency,
       previewed.total_minor AS previewed_minor, bill.total_minor AS issued_minor
  FROM billing_billrun AS run
  JOIN billing_previewedbill AS previewed ON previewed.run_id = run.id
  JOIN customers_account AS account ON account.id = previewed.account_id
  LEFT JOIN billing_bill AS bill
    ON bill.account_id = previewed.account_id AND bill.source = 'run' AND bill.kind = 'regular'
   AND bill.period_start = run.bill_date
 WHERE run.bill_date = %(bill_date)s AND run.previewed_at IS NOT NULL
   AND bill.total_minor IS DISTINCT FROM previewed.total_minor
 ORDER BY account.number
 LIMIT %(most)s
