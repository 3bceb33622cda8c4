-- Schools and others that owe no tax, or none of one category.
INSERT INTO billing_taxexemption
    (account_id, tax_category, certificate, starts_date, decided_at)
SELECT account.id, CASE WHEN pg_temp.draw(account.id, 'exempt') < 0.01 THEN '' ELSE 'tv' END,
       'C-' || account.number, (account.created_at AT TIME ZONE %(time_zone)s)::date,
       account.created_at
  FROM customers_account AS account
 WHERE account.id BETWEEN %(first)s AND %(last)s AND pg_temp.draw(account.id, 'exempt') < 0.015
 ORDER BY account.id
