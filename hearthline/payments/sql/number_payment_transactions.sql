-- Ids before the rows: a payment names its transaction.
UPDATE payment_to_import
   SET transaction_id = nextval(pg_get_serial_sequence('billing_ledgertransaction', 'id'))
 WHERE has_new_posting
