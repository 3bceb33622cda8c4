-- Of a plan's prices the newest that has begun is the one that plans.csv says.
UPDATE staged_price AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'price',
           'message', format('%%s is not what the plan costs today, %%s. Correct one of the two',
                             round(staged.price / 10.0 ^ %(digits)s, %(digits)s),
                             round(today.price / 10.0 ^ %(digits)s, %(digits)s))))
  FROM (SELECT DISTINCT ON (staged.plan_code) staged.plan_code, staged.line, staged.starts_date,
               coalesce(given.price, plan.price_minor) AS price, plan.id AS plan_id
          FROM staged_price AS staged
          LEFT JOIN staged_plan AS given ON given.code = staged.plan_code AND given.problems IS NULL
          LEFT JOIN catalog_plan AS plan ON plan.code = staged.plan_code
         WHERE staged.problems IS NULL AND staged.starts_date <= %(today)s
         ORDER BY staged.plan_code, staged.starts_date DESC) AS today
 WHERE staged.line = today.line AND staged.price <> today.price
   AND NOT EXISTS (SELECT FROM catalog_planprice AS known
                    WHERE known.plan_id = today.plan_id
                      AND known.starts_date BETWEEN today.starts_date AND %(today)s)
