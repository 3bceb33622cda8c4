-- Bills of the last days of which nobody was told, with how each account gets its own. Bills that
-- another system made were told by it. Of a correction its own message tells; what it took back is
-- no news, what takes its place is.
SELECT bill.id, bill.account_id, bill.number,
       coalesce(delivery.on_paper, %(on_paper)s) AS on_paper, account.language
  FROM billing_bill AS bill
  JOIN customers_account AS account ON account.id = bill.account_id
  LEFT JOIN billing_billdelivery AS delivery ON delivery.account_id = bill.account_id
 WHERE bill.due_date >= %(since)s AND bill.issued_date >= %(since)s
   AND bill.source = 'run' AND bill.kind IN ('regular', 'final', 'rebill')
   AND NOT EXISTS (SELECT FROM billing_bill AS note WHERE note.corrects_id = bill.id)
   AND NOT EXISTS (SELECT FROM billing_billhandedout AS told WHERE told.bill_id = bill.id)
 ORDER BY bill.id
