DROP TABLE IF EXISTS pg_temp.imported_entry;
CREATE TEMPORARY TABLE imported_entry (
    transaction_id bigint,
    idempotency_key text,
    kind text,
    account_id bigint,
    amount_minor bigint,
    book text,
    description text,
    occurred_at timestamptz,
    reverses_id bigint
) ON COMMIT DROP
