-- What a preview comes to, a row for each currency.
SELECT bill.currency, count(*) AS bills, sum(bill.total_minor)::bigint AS total_minor,
       coalesce(sum(bill.before_minor), 0)::bigint AS before_minor,
       count(*) FILTER (WHERE abs(bill.total_minor - bill.before_minor) * 100
                              > abs(bill.before_minor) * %(percent)s) AS changed,
       count(*) FILTER (WHERE bill.total_minor = 0) AS zero,
       count(*) FILTER (WHERE bill.total_minor < 0) AS negative,
       count(*) FILTER (WHERE bill.before_minor IS NULL) AS first
  FROM billing_previewedbill AS bill
  JOIN billing_billrun AS run ON run.id = bill.run_id
 WHERE run.bill_date = %(bill_date)s
 GROUP BY bill.currency
 ORDER BY count(*) DESC, bill.currency
