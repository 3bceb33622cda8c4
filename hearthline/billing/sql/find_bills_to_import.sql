-- Each good staged bill with what is there of it; ids for what is new, in the order of the file.
DROP TABLE IF EXISTS pg_temp.bill_to_import;
CREATE TEMPORARY TABLE bill_to_import ON COMMIT DROP AS
SELECT number, account_id, period_start, period_end, issued_date, due_date, total_minor,
       coalesce(old_id, nextval(pg_get_serial_sequence('billing_bill', 'id'))) AS bill_id,
       old_id IS NULL AS is_new, has_new_facts, has_new_posting, false AS has_new_lines,
       old_transaction_id, old_transaction_id AS transaction_id
  FROM (
    SELECT staged.bill_number AS number, account.id AS account_id,
           staged.period_start, staged.period_end, staged.issued_date, staged.due_date,
           staged.total AS total_minor, bill.id AS old_id,
           (bill.period_start, bill.period_end, bill.due_date)
               IS DISTINCT FROM (staged.period_start, staged.period_end, staged.due_date)
               AS has_new_facts,
           (bill.issued_date, bill.total_minor) IS DISTINCT FROM (staged.issued_date, staged.total)
               AS has_new_posting,
           bill.ledger_transaction_id AS old_transaction_id
      FROM staged_bill AS staged
      JOIN customers_account AS account ON account.number = staged.account_number
      LEFT JOIN billing_bill AS bill ON bill.number = staged.bill_number
     WHERE staged.problems IS NULL
     ORDER BY staged.line) AS in_order
