-- Everything that moved an account's balance, newest first, each with the balance after it; then
-- only what was asked for, a page of it (or all, without a page size). A page beyond the last is the
-- last one. `movement` is what it was or, for a reversal, what it took back.
WITH movements AS (
    SELECT header.id, header.occurred_at, header.kind, header.description, leg.leg,
           leg.amount_minor, leg.currency, coalesce(reversed.kind, header.kind) AS movement,
           header.reverses_id IS NOT NULL OR header.kind = 'reversal' AS is_reversal,
           sum(leg.amount_minor) OVER (ORDER BY header.occurred_at, header.id, leg.leg)::bigint
               AS balance_minor
      FROM billing_posting AS leg
      JOIN billing_ledgertransaction AS header ON header.id = leg.transaction_id
      LEFT JOIN billing_ledgertransaction AS reversed ON reversed.id = header.reverses_id
     WHERE leg.book = 'receivable' AND leg.account_id = %(account_id)s
), wanted AS MATERIALIZED (
    SELECT * FROM movements
     WHERE (%(kind)s = '' OR %(kind)s = CASE WHEN movement IN ('bill', 'payment') THEN movement
                                             ELSE 'other' END)
       AND (%(since)s::timestamptz IS NULL OR occurred_at >= %(since)s)
       AND (%(until)s::timestamptz IS NULL OR occurred_at < %(until)s)
       AND (%(text)s = '' OR strpos(lower(description), lower(%(text)s)) > 0
            OR abs(amount_minor) = %(amount_minor)s)
), paged AS (
    SELECT count(*) AS total, coalesce(%(page_size)s, count(*)) AS size,
           greatest(1, least(%(page)s, ceil(count(*)::numeric / %(page_size)s)))::integer AS page
      FROM wanted
)
SELECT paged.total, paged.page, movement.*, bill.number AS bill_number, bill.kind AS bill_kind,
       (SELECT wrong.number FROM billing_bill AS wrong WHERE wrong.id = bill.corrects_id)
           AS corrects_number
  FROM paged
  LEFT JOIN LATERAL (
      SELECT * FROM wanted
       ORDER BY occurred_at DESC, id DESC, leg DESC
       LIMIT paged.size OFFSET (paged.page - 1) * paged.size) AS movement ON true
  LEFT JOIN billing_bill AS bill ON bill.ledger_transaction_id = movement.id
 ORDER BY movement.occurred_at DESC, movement.id DESC, movement.leg DESC
