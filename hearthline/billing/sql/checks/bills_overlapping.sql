-- Periods of an account's regular bills advance; where its billing day changed they may overlap, and
-- that no day is billed twice is another check.
SELECT format('account %%s has bill %%s for %%s to %%s although bill %%s is until %%s',
              account.number, later.number, later.period_start, later.period_end,
              later.earlier_number, later.earlier_end) AS detail
  FROM (SELECT account_id, number, period_start, period_end,
               lag(number) OVER one_account AS earlier_number,
               lag(period_start) OVER one_account AS earlier_start,
               lag(period_end) OVER one_account AS earlier_end
          FROM billing_bill WHERE source = 'run' AND kind = 'regular'
        WINDOW one_account AS (PARTITION BY account_id ORDER BY period_start, id)) AS later
  JOIN customers_account AS account ON account.id = later.account_id
 WHERE later.period_end <= later.earlier_end
    OR (later.period_start < later.earlier_end
        AND extract(day FROM later.period_start) = extract(day FROM later.earlier_start))
