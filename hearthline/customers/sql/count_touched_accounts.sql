SELECT count(*) FILTER (WHERE is_new) AS created,
       count(*) FILTER (WHERE NOT is_new) AS changed,
       (SELECT count(*) FROM staged_account WHERE problems IS NULL) - count(*) AS unchanged
  FROM (SELECT account_id, bool_or(is_new) AS is_new FROM touched_account GROUP BY account_id) AS touched
