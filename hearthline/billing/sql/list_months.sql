-- What an account was billed in each of some months up to one, oldest first; nothing in months
-- without a bill. A month's bill is its newest. What was taken back counts nowhere; what was made
-- anew counts in the month of the bill that was wrong.
SELECT month.day AS month, coalesce(sum(bill.total_minor), 0)::bigint AS total_minor,
       count(bill.id) AS bills,
       (array_agg(bill.number ORDER BY bill.day DESC, bill.id DESC))[1] AS number,
       account.currency
  FROM customers_account AS account
 CROSS JOIN LATERAL (
     SELECT (date_trunc('month', %(today)s::date) - make_interval(months => back))::date AS day
       FROM generate_series(0, %(months)s - 1) AS back) AS month
  LEFT JOIN (SELECT bill.*, CASE bill.kind WHEN 'rebill' THEN bill.period_start
                                           ELSE bill.issued_date END AS day
               FROM billing_bill AS bill
              WHERE bill.account_id = %(account_id)s AND bill.kind <> 'credit_note'
                AND NOT EXISTS (SELECT FROM billing_bill AS note WHERE note.corrects_id = bill.id))
       AS bill
    ON bill.account_id = account.id AND bill.day >= month.day
   AND bill.day < (month.day + interval '1 month')::date
 WHERE account.id = %(account_id)s
 GROUP BY account.id, month.day
 ORDER BY month.day
