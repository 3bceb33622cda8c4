INSERT INTO billing_bill (id, account_id, number, period_start, period_end, issued_date, due_date,
                          total_minor, currency, source, ledger_transaction_id)
SELECT bill_id, account_id, number, period_start, period_end, issued_date, due_date,
       total_minor, %(currency)s, 'import', transaction_id
  FROM bill_to_import
 WHERE is_new OR has_new_facts OR has_new_posting
ON CONFLICT (id) DO UPDATE
   SET period_start = excluded.period_start, period_end = excluded.period_end,
       issued_date = excluded.issued_date, due_date = excluded.due_date,
       total_minor = excluded.total_minor,
       ledger_transaction_id = excluded.ledger_transaction_id
