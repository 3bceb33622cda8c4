SELECT count(*) FILTER (WHERE is_new) AS created,
       count(*) FILTER (WHERE NOT is_new AND (has_new_facts OR has_new_posting OR has_new_lines))
           AS changed,
       count(*) FILTER (WHERE NOT (is_new OR has_new_facts OR has_new_posting OR has_new_lines))
           AS unchanged
  FROM bill_to_import
