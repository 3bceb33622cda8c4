-- Keep where that is, for the public page.
INSERT INTO network_outageplace (outage_id, town, region, postal_code)
SELECT DISTINCT %(outage_id)s, city, region, postal_code
  FROM customers_address WHERE account_id = ANY(%(account_ids)s)
ON CONFLICT DO NOTHING
