SELECT format('bill %%s: total %%s, %%s lines of %%s summing to %%s, posted %%s',
              bill.number, bill.total_minor, lines.lines, bill.line_count, lines.total,
              posted.total) AS detail
  FROM billing_bill AS bill
  LEFT JOIN (SELECT bill_id, count(*) AS lines, sum(amount_minor) AS total
               FROM billing_billline GROUP BY bill_id) AS lines ON lines.bill_id = bill.id
  LEFT JOIN (SELECT transaction_id, account_id, sum(amount_minor) AS total
               FROM billing_posting WHERE book = 'receivable'
              GROUP BY transaction_id, account_id) AS posted
    ON posted.transaction_id = bill.ledger_transaction_id AND posted.account_id = bill.account_id
 WHERE bill.source = 'run'
   AND (lines.total IS DISTINCT FROM bill.total_minor
        OR lines.lines IS DISTINCT FROM bill.line_count
        OR coalesce(posted.total, 0) <> bill.total_minor)
