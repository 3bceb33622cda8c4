-- Ending of rate_accounts.sql: what an outside service is to be asked about, one row for each of
-- its taxes on each category's sum, where it hasn't said yet. It stands alone: taxes aren't read.
SELECT sums.account_id, sums.currency, sums.tax_category, sums.amount_minor,
       tax.id AS tax_id, tax.code AS tax_code, coalesce(address.city, '') AS city,
       coalesce(address.region, '') AS region, coalesce(address.postal_code, '') AS postal_code,
       coalesce(address.country, '') AS country
  FROM (SELECT account_id, currency, region, locality, tax_category,
               sum(amount_minor)::bigint AS amount_minor
          FROM untaxed WHERE tax_category <> ''
         GROUP BY account_id, currency, region, locality, tax_category) AS sums
  JOIN catalog_tax AS tax
    ON tax.kind = 'outside' AND tax.tax_category = sums.tax_category
   AND tax.region IN ('', sums.region)
   AND (tax.locality = '' OR lower(tax.locality) = sums.locality)
   AND tax.currency = sums.currency AND tax.starts_date <= %(bill_date)s
   AND (tax.ends_date IS NULL OR tax.ends_date > %(bill_date)s)
  LEFT JOIN customers_address AS address ON address.account_id = sums.account_id
 WHERE NOT EXISTS (
           SELECT FROM billing_assessedtax AS assessed
            WHERE assessed.account_id = sums.account_id AND assessed.tax_id = tax.id
              AND assessed.bill_date = %(bill_date)s
              AND assessed.tax_category = sums.tax_category
              AND assessed.base_minor = sums.amount_minor)
 ORDER BY sums.account_id, sums.tax_category, tax.code
