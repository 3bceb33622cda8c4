-- Headers and legs in one statement: the ledger's triggers look at both together.
WITH headers AS (
    INSERT INTO billing_ledgertransaction (id, scope, idempotency_key, request_hash, kind, currency,
                                           leg_count, description, occurred_at, posted_at,
                                           account_id, reverses_id)
    SELECT transaction_id, 'import', idempotency_key,
           sha256(convert_to(concat_ws('|', kind, account_id, amount_minor, occurred_at), 'UTF8')),
           kind, %(currency)s, 2, description, occurred_at, %(now)s, account_id, reverses_id
      FROM imported_entry
     ORDER BY transaction_id
)
INSERT INTO billing_posting (transaction_id, leg, book, account_id, currency, amount_minor)
SELECT entry.transaction_id, side.leg, side.book, entry.account_id, %(currency)s, side.amount_minor
  FROM imported_entry AS entry
 CROSS JOIN LATERAL (VALUES (1, 'receivable', entry.amount_minor),
                            (2, entry.book, -entry.amount_minor))
       AS side (leg, book, amount_minor)
 ORDER BY entry.transaction_id, side.leg
