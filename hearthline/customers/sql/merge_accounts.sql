WITH differing AS (
    SELECT staged.account_number, staged.name, staged.status, staged.language, staged.billing_day
      FROM staged_account AS staged
      LEFT JOIN customers_account AS account ON account.number = staged.account_number
     WHERE staged.problems IS NULL
       AND (account.id IS NULL
            OR (account.name, account.status, account.language, account.billing_day)
               IS DISTINCT FROM
               (staged.name, staged.status, staged.language, staged.billing_day))
     ORDER BY staged.line
), written AS (
    INSERT INTO customers_account (number, name, status, language, currency, billing_day, created_at)
    SELECT account_number, name, status, language, %(currency)s, billing_day, %(now)s
      FROM differing
    ON CONFLICT (number) DO UPDATE
       SET name = excluded.name, status = excluded.status, language = excluded.language,
           billing_day = excluded.billing_day
    RETURNING id, (xmax = 0) AS is_new
)
INSERT INTO touched_account SELECT id, is_new FROM written
