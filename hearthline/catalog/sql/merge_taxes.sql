WITH differing AS (
    SELECT staged.*
      FROM staged_tax AS staged
      LEFT JOIN catalog_tax AS tax ON tax.code = staged.code
     WHERE staged.problems IS NULL
       AND (tax.id IS NULL
            OR (tax.name, tax.tax_category, tax.region, tax.kind, tax.is_fee, tax.rate_ppm,
                tax.flat_minor, tax.currency, tax.starts_date, tax.ends_date, tax.locality,
                tax.is_included)
               IS DISTINCT FROM
               (staged.name, staged.tax_category, staged.region, staged.kind, staged.fee,
                staged.rate_ppm, staged.flat_minor, %(currency)s, staged.starts_date,
                staged.ends_date, staged.locality, staged.included))
), written AS (
    INSERT INTO catalog_tax (code, name, tax_category, region, kind, is_fee, rate_ppm, flat_minor,
                             currency, starts_date, ends_date, locality, is_included)
    SELECT code, name, tax_category, region, kind, fee, rate_ppm, flat_minor,
           %(currency)s, starts_date, ends_date, locality, included
      FROM differing
    ON CONFLICT (code) DO UPDATE
       SET name = excluded.name, tax_category = excluded.tax_category, region = excluded.region,
           kind = excluded.kind, is_fee = excluded.is_fee, rate_ppm = excluded.rate_ppm,
           flat_minor = excluded.flat_minor, currency = excluded.currency,
           starts_date = excluded.starts_date, ends_date = excluded.ends_date,
           locality = excluded.locality, is_included = excluded.is_included
    RETURNING (xmax = 0) AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS created,
       count(*) FILTER (WHERE NOT is_new) AS changed,
       (SELECT count(*) FROM staged_tax WHERE problems IS NULL) - count(*) AS unchanged
  FROM written
