-- Accounts with a debt written off that have credit from payments made since: how much of it is
-- the debt paid after all. Each is locked, so that nothing is recovered twice.
SELECT account.id AS account_id, account.currency, recovered.times,
       least(off.amount_minor - recovered.amount_minor, -stood.balance_minor,
             paid.amount_minor - recovered.amount_minor)::bigint AS amount_minor
  FROM (SELECT account_id, -sum(amount_minor)::bigint AS amount_minor, min(decided_at) AS since_at
          FROM billing_adjustment
         WHERE kind = 'write_off' AND state = 'approved'
         GROUP BY account_id) AS off
  JOIN customers_account AS account ON account.id = off.account_id
 CROSS JOIN LATERAL (
     SELECT count(*) AS times, coalesce(sum(leg.amount_minor), 0)::bigint AS amount_minor
       FROM billing_posting AS leg
       JOIN billing_ledgertransaction AS header ON header.id = leg.transaction_id
      WHERE leg.book = 'receivable' AND leg.account_id = off.account_id
        AND header.kind = 'write_off_recovered') AS recovered
 CROSS JOIN LATERAL (
     SELECT coalesce(sum(leg.amount_minor), 0)::bigint AS balance_minor
       FROM billing_posting AS leg
      WHERE leg.book = 'receivable' AND leg.account_id = off.account_id) AS stood
 CROSS JOIN LATERAL (
     SELECT -coalesce(sum(leg.amount_minor), 0)::bigint AS amount_minor
       FROM billing_posting AS leg
       JOIN billing_ledgertransaction AS header ON header.id = leg.transaction_id
       LEFT JOIN billing_ledgertransaction AS reversed ON reversed.id = header.reverses_id
      WHERE leg.book = 'receivable' AND leg.account_id = off.account_id
        AND coalesce(reversed.kind, header.kind) = 'payment'
        AND coalesce(reversed.occurred_at, header.occurred_at) > off.since_at) AS paid
 WHERE least(off.amount_minor - recovered.amount_minor, -stood.balance_minor,
             paid.amount_minor - recovered.amount_minor) > 0
   FOR UPDATE OF account
