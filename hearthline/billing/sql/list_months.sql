-- What an account was billed in each of some months up to one, oldest first; nothing in months
-- without a bill. A month's bill is its newest.
SELECT month.day AS month, coalesce(sum(bill.total_minor), 0)::bigint AS total_minor,
       count(bill.id) AS bills,
       (array_agg(bill.number ORDER BY bill.issued_date DESC, bill.id DESC))[1] AS number,
       account.currency
  FROM customers_account AS account
 CROSS JOIN LATERAL (
     SELECT (date_trunc('month', %(today)s::date) - make_interval(months => back))::date AS day
       FROM generate_series(0, %(months)s - 1) AS back) AS month
  LEFT JOIN billing_bill AS bill
    ON bill.account_id = account.id AND bill.issued_date >= month.day
   AND bill.issued_date < (month.day + interval '1 month')::date
 WHERE account.id = %(account_id)s
 GROUP BY account.id, month.day
 ORDER BY month.day
