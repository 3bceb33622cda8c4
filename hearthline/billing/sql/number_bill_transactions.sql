-- Ids before the rows: a bill names its transaction.
UPDATE bill_to_import
   SET transaction_id = CASE WHEN total_minor <> 0
           THEN nextval(pg_get_serial_sequence('billing_ledgertransaction', 'id')) END
 WHERE has_new_posting
