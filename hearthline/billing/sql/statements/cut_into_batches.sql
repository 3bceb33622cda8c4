-- The bills of a run that are in no batch yet, cut into batches: first those that wait for a printer
-- or will, then in the order of their numbers.
WITH unmade AS (
    SELECT bill.id,
           NOT coalesce(told.on_paper AND told.printed_at IS NULL, delivery.on_paper, %(on_paper)s)
               AS is_later
      FROM billing_bill AS bill
      LEFT JOIN billing_billdelivery AS delivery ON delivery.account_id = bill.account_id
      LEFT JOIN billing_billhandedout AS told ON told.bill_id = bill.id
     WHERE bill.issued_date = %(bill_date)s AND bill.bill_run_id = %(run_id)s
       AND NOT EXISTS (SELECT FROM (SELECT unnest(bill_ids) AS id FROM billing_statementbatch
                                     WHERE run_id = %(run_id)s) AS had
                        WHERE had.id = bill.id)
), placed AS (
    SELECT id, is_later, (row_number() OVER (ORDER BY is_later, id) - 1) / %(size)s AS part
      FROM unmade
)
INSERT INTO billing_statementbatch (run_id, number, bill_ids, bills)
SELECT %(run_id)s, first_number + part, array_agg(id ORDER BY is_later, id), count(*)
  FROM placed
 CROSS JOIN (SELECT coalesce(max(number), 0) + 1 AS first_number FROM billing_statementbatch
              WHERE run_id = %(run_id)s) AS earlier
 GROUP BY first_number, part
