-- An exemption is known by its account, what it is from, and its first day.
WITH wanted AS (
    SELECT account.id AS account_id, tax.id AS tax_id, staged.tax_category, staged.certificate,
           staged.starts_date, staged.ends_date, known.id AS known_id,
           (known.certificate, known.ends_date)
               IS NOT DISTINCT FROM (staged.certificate, staged.ends_date) AS is_same
      FROM staged_exemption AS staged
      JOIN customers_account AS account ON account.number = staged.account_number
      LEFT JOIN catalog_tax AS tax ON tax.code = staged.tax_code
      LEFT JOIN billing_taxexemption AS known
        ON known.account_id = account.id AND known.tax_id IS NOT DISTINCT FROM tax.id
       AND known.tax_category = staged.tax_category AND known.starts_date = staged.starts_date
     WHERE staged.problems IS NULL
), added AS (
    INSERT INTO billing_taxexemption (account_id, tax_id, tax_category, certificate, starts_date,
                                      ends_date, decided_at)
    SELECT account_id, tax_id, tax_category, certificate, starts_date, ends_date, %(now)s
      FROM wanted WHERE known_id IS NULL
    RETURNING id
), changed AS (
    UPDATE billing_taxexemption AS exemption
       SET certificate = wanted.certificate, ends_date = wanted.ends_date
      FROM wanted WHERE exemption.id = wanted.known_id AND NOT wanted.is_same
    RETURNING exemption.id
)
SELECT (SELECT count(*) FROM added) AS created, (SELECT count(*) FROM changed) AS changed,
       (SELECT count(*) FROM wanted WHERE is_same AND known_id IS NOT NULL) AS unchanged
