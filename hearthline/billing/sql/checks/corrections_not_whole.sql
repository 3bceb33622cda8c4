-- A credit note is the bill it takes back, the other way round, and a correction has one; nothing is
-- made anew that wasn't taken back.
SELECT format('credit note %%s of %%s takes back bill %%s of %%s', note.number, note.total_minor,
              wrong.number, wrong.total_minor) AS detail
  FROM billing_bill AS note
  JOIN billing_bill AS wrong ON wrong.id = note.corrects_id
 WHERE note.kind = 'credit_note'
   AND (note.total_minor <> -wrong.total_minor OR note.account_id <> wrong.account_id
        OR note.period_start <> wrong.period_start)
UNION ALL
SELECT format('bill %%s is made anew as %%s, but was never taken back', wrong.number, anew.number)
  FROM billing_bill AS anew
  JOIN billing_bill AS wrong ON wrong.id = anew.corrects_id
 WHERE anew.kind = 'rebill'
   AND NOT EXISTS (SELECT FROM billing_bill AS note
                    WHERE note.corrects_id = wrong.id AND note.kind = 'credit_note')
UNION ALL
SELECT format('books %%s of bill %%s and credit note %%s sum to %%s', leg.book, wrong.number,
              note.number, sum(leg.amount_minor))
  FROM billing_bill AS note
  JOIN billing_bill AS wrong ON wrong.id = note.corrects_id
  JOIN billing_posting AS leg
    ON leg.transaction_id IN (note.ledger_transaction_id, wrong.ledger_transaction_id)
 WHERE note.kind = 'credit_note'
 GROUP BY leg.book, wrong.number, note.number
HAVING sum(leg.amount_minor) <> 0
UNION ALL
SELECT format('bill %%s corrects another, and nobody says why', bill.number)
  FROM billing_bill AS bill
 WHERE bill.corrects_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM billing_correction AS correction
                    WHERE correction.bill_id = bill.corrects_id)
