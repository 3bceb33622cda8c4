-- How many of these accounts are in each town.
SELECT city AS town, region, postal_code, count(*) AS accounts
  FROM customers_address
 WHERE account_id = ANY(%(account_ids)s)
 GROUP BY city, region, postal_code
 ORDER BY accounts DESC, city, postal_code
