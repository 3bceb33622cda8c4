SELECT count(*) FILTER (WHERE is_new) AS created,
       count(*) FILTER (WHERE NOT is_new AND (has_new_posting OR old_reference <> reference))
           AS changed,
       count(*) FILTER (WHERE NOT (is_new OR has_new_posting OR old_reference <> reference))
           AS unchanged
  FROM payment_to_import
