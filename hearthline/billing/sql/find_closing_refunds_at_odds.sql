-- Closed accounts whose credit isn't what waits to be paid back, or what somebody refused to.
SELECT account.id AS account_id
  FROM billing_closing AS closing
  JOIN customers_account AS account ON account.id = closing.account_id
 CROSS JOIN LATERAL (
     SELECT greatest(-coalesce(sum(leg.amount_minor), 0), 0)::bigint AS credit_minor
       FROM billing_posting AS leg
      WHERE leg.book = 'receivable' AND leg.account_id = account.id) AS stands
  LEFT JOIN LATERAL (
     SELECT asked.state, asked.amount_minor
       FROM billing_adjustment AS asked
      WHERE asked.account_id = account.id AND asked.kind = 'refund'
      ORDER BY asked.id DESC
      LIMIT 1) AS latest ON true
 WHERE closing.closed_at IS NOT NULL
   AND (%(account_id)s::bigint IS NULL OR account.id = %(account_id)s)
   AND stands.credit_minor
       <> CASE WHEN latest.state = 'proposed' THEN latest.amount_minor
               WHEN latest.state = 'refused' AND stands.credit_minor > 0 THEN latest.amount_minor
               ELSE 0 END
 ORDER BY account.id
