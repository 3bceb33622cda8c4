-- One transaction with its legs; no row if its (scope, key) was used before, after waiting for
-- whoever is using it right now.
WITH header AS (
    INSERT INTO billing_ledgertransaction
        (scope, idempotency_key, request_hash, kind, currency, leg_count, description,
         occurred_at, posted_at, account_id, reverses_id)
    VALUES (%(scope)s, %(idempotency_key)s, %(request_hash)s, %(kind)s, %(currency)s,
            cardinality(%(books)s::text[]), %(description)s, %(occurred_at)s, %(posted_at)s,
            %(account_id)s, %(reverses_id)s)
    ON CONFLICT (scope, idempotency_key) DO NOTHING
    RETURNING id
), legs AS (
    INSERT INTO billing_posting (transaction_id, leg, book, account_id, currency, amount_minor)
    SELECT header.id, given.leg, given.book, given.account_id, %(currency)s, given.amount_minor
      FROM header,
           unnest(%(books)s::text[], %(accounts)s::bigint[], %(amounts)s::bigint[])
               WITH ORDINALITY AS given (book, account_id, amount_minor, leg)
)
SELECT id FROM header
