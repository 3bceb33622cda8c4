-- A rise that is new and near needs people who were told of it.
UPDATE staged_price AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'starts_date',
           'message', format('%%s is less than %%s days ahead, and the price rises. Write a later day,'
                             ' or yes under told if people know',
                             staged.starts_date, %(notice_days)s::integer)))
  FROM (SELECT line, price > coalesce(
                   lag(price) OVER (PARTITION BY plan_code ORDER BY starts_date),
                   (SELECT plan.price FROM staged_plan AS plan
                     WHERE plan.code = plan_code AND plan.problems IS NULL),
                   (SELECT plan.price_minor FROM catalog_plan AS plan WHERE plan.code = plan_code),
                   price) AS is_higher
          FROM staged_price WHERE problems IS NULL) AS change
 WHERE staged.line = change.line AND staged.problems IS NULL AND change.is_higher
   AND NOT staged.told AND staged.starts_date > %(today)s
   AND staged.starts_date < %(today)s::date + %(notice_days)s::integer
   AND NOT EXISTS (SELECT FROM catalog_plan AS plan
                     JOIN catalog_planprice AS known ON known.plan_id = plan.id
                    WHERE plan.code = staged.plan_code AND known.starts_date = staged.starts_date)
