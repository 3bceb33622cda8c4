-- What held, and what people were told, stays as it was.
UPDATE staged_price AS staged
   SET problems = coalesce(staged.problems, '[]') || jsonb_build_array(jsonb_build_object(
           'column', 'price',
           'message', format('the plan costs %%s from %%s on, which %%s. Give the new price a later day',
                             round(known.price_minor / 10.0 ^ %(digits)s, %(digits)s),
                             staged.starts_date,
                             CASE WHEN known.starts_date <= %(today)s THEN 'has begun'
                                  ELSE 'people were told' END)))
  FROM catalog_plan AS plan
  JOIN catalog_planprice AS known ON known.plan_id = plan.id
 WHERE staged.problems IS NULL AND plan.code = staged.plan_code
   AND known.starts_date = staged.starts_date AND known.price_minor <> staged.price
   AND (known.starts_date <= %(today)s OR known.told_at IS NOT NULL)
