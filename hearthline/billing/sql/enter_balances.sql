-- What was imported for each account so far, against what its file says it owes.
INSERT INTO imported_entry
SELECT nextval(pg_get_serial_sequence('billing_ledgertransaction', 'id')),
       concat_ws(':', 'balance', account.id, coalesce(imported.balances, 0)),
       CASE WHEN imported.balances > 0 THEN 'balance_adjustment' ELSE 'opening_balance' END,
       account.id,
       staged.balance - coalesce(imported.total_minor, 0),
       'opening_balance',
       CASE WHEN imported.balances > 0 THEN 'Balance corrected by an import'
            ELSE 'Balance brought over' END,
       -- An opening balance is older than the history it comes with.
       CASE WHEN imported.balances > 0 THEN %(now)s ELSE least(%(now)s, imported.first_at) END,
       NULL
  FROM staged_account AS staged
  JOIN customers_account AS account ON account.number = staged.account_number
  LEFT JOIN (
        SELECT leg.account_id, sum(leg.amount_minor) AS total_minor,
               min(header.occurred_at) AS first_at,
               count(*) FILTER (WHERE header.kind IN ('opening_balance', 'balance_adjustment'))
                   AS balances
          FROM billing_ledgertransaction AS header
          JOIN billing_posting AS leg
            ON leg.transaction_id = header.id AND leg.book = 'receivable'
         WHERE header.scope = 'import'
         GROUP BY leg.account_id) AS imported ON imported.account_id = account.id
 WHERE staged.problems IS NULL
   AND staged.balance <> coalesce(imported.total_minor, 0)
 ORDER BY staged.line
