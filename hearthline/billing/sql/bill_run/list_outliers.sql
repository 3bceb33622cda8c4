-- Bills of a preview to look at, the largest change first. A first bill is one only if asked for.
SELECT account.number AS account_number, odd.why, odd.currency, odd.total_minor, odd.before_minor
  FROM (SELECT bill.*,
               CASE WHEN bill.total_minor < 0 THEN 'negative'
                    WHEN bill.total_minor = 0 THEN 'zero'
                    WHEN bill.before_minor IS NULL THEN 'first'
                    WHEN bill.total_minor > bill.before_minor THEN 'higher' ELSE 'lower' END AS why
          FROM billing_previewedbill AS bill
          JOIN billing_billrun AS run ON run.id = bill.run_id
         WHERE run.bill_date = %(bill_date)s
           AND (bill.total_minor <= 0 OR bill.before_minor IS NULL
                OR abs(bill.total_minor - bill.before_minor) * 100
                   > abs(bill.before_minor) * %(percent)s)) AS odd
  JOIN customers_account AS account ON account.id = odd.account_id
 WHERE CASE %(why)s WHEN '' THEN odd.why <> 'first' ELSE odd.why = %(why)s END
 ORDER BY abs(odd.total_minor - coalesce(odd.before_minor, 0)) DESC, account.number
 LIMIT %(most)s
