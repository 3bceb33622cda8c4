-- What the lines of a preview come to, by kind and, for taxes and fees of the catalogue, by name.
SELECT sums.currency, sums.kind, coalesce(tax.name, '') AS name,
       sum(sums.line_count)::bigint AS lines, sum(sums.amount_minor)::bigint AS amount_minor,
       sum(sums.included_minor)::bigint AS included_minor
  FROM billing_previewedsum AS sums
  JOIN billing_billrun AS run ON run.id = sums.run_id
  LEFT JOIN catalog_tax AS tax ON tax.id = sums.tax_id
 WHERE run.bill_date = %(bill_date)s
 GROUP BY sums.currency, sums.kind, coalesce(tax.name, '')
 ORDER BY array_position(ARRAY['recurring', 'proration', 'discount', 'usage', 'minimum', 'one_off',
                               'credit', 'deposit', 'fee', 'tax'], sums.kind::text), 3
