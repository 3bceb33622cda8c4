SELECT count(*) FILTER (WHERE kind = 'opening_balance') AS created,
       count(*) FILTER (WHERE kind = 'balance_adjustment') AS changed,
       (SELECT count(*) FROM staged_account WHERE problems IS NULL) - count(*) AS unchanged
  FROM imported_entry
