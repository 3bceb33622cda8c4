SELECT format('account %%s is in %%s, but has %%s %%s in %%s',
              account.number, account.currency, found.thing, found.id, found.currency) AS detail
  FROM (SELECT 'ledger transaction' AS thing, transaction_id AS id, account_id, currency
          FROM billing_posting WHERE account_id IS NOT NULL
        UNION ALL
        SELECT 'bill', id, account_id, currency FROM billing_bill) AS found
  JOIN customers_account AS account ON account.id = found.account_id
 WHERE account.currency <> found.currency
