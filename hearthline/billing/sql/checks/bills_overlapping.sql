SELECT format('account %%s has bill %%s from %%s although bill %%s is until %%s', account.number,
              later.number, later.period_start, later.earlier_number, later.earlier_end) AS detail
  FROM (SELECT account_id, number, period_start,
               lag(number) OVER one_account AS earlier_number,
               lag(period_end) OVER one_account AS earlier_end
          FROM billing_bill WHERE source = 'run'
        WINDOW one_account AS (PARTITION BY account_id ORDER BY period_start, id)) AS later
  JOIN customers_account AS account ON account.id = later.account_id
 WHERE later.period_start < later.earlier_end
