-- Active accounts by their billing day, from one on.
SELECT id FROM customers_account
 WHERE billing_day = %(billing_day)s AND status = 'active' AND id > %(after)s
 ORDER BY id LIMIT %(limit)s
