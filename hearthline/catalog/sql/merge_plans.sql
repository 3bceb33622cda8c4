WITH differing AS (
    SELECT staged.*
      FROM staged_plan AS staged
      LEFT JOIN catalog_plan AS plan ON plan.code = staged.code
     WHERE staged.problems IS NULL
       AND (plan.id IS NULL
            OR (plan.kind, plan.name, plan.description, plan.price_minor, plan.currency,
                plan.tax_category, plan.download_mbps, plan.upload_mbps, plan.is_offered,
                plan.goes_with, plan.access_group, plan.allowance_gb, plan.period_months,
                plan.is_in_arrears)
               IS DISTINCT FROM
               (staged.kind, staged.name, staged.description, staged.price, %(currency)s,
                staged.tax_category, staged.download_mbps, staged.upload_mbps, staged.offered,
                staged.goes_with, staged.access_group, staged.allowance_gb, staged.period_months,
                staged.in_arrears))
), repriced AS (
    INSERT INTO catalog_planprice (plan_id, starts_date, price_minor, before_minor, decided_at)
    SELECT plan.id, %(today)s, differing.price, plan.price_minor, %(now)s
      FROM differing
      JOIN catalog_plan AS plan ON plan.code = differing.code
     WHERE plan.price_minor <> differing.price
    ON CONFLICT (plan_id, starts_date) DO UPDATE SET price_minor = excluded.price_minor
), written AS (
    INSERT INTO catalog_plan (code, kind, name, description, price_minor, currency,
                              tax_category, download_mbps, upload_mbps, is_offered, goes_with,
                              access_group, allowance_gb, period_months, is_in_arrears)
    SELECT code, kind, name, description, price, %(currency)s,
           tax_category, download_mbps, upload_mbps, offered, goes_with, access_group, allowance_gb,
           period_months, in_arrears
      FROM differing
    ON CONFLICT (code) DO UPDATE
       SET kind = excluded.kind, name = excluded.name, description = excluded.description,
           price_minor = excluded.price_minor, currency = excluded.currency,
           tax_category = excluded.tax_category, download_mbps = excluded.download_mbps,
           upload_mbps = excluded.upload_mbps, is_offered = excluded.is_offered,
           goes_with = excluded.goes_with, access_group = excluded.access_group,
           allowance_gb = excluded.allowance_gb,
           period_months = excluded.period_months, is_in_arrears = excluded.is_in_arrears
    RETURNING (xmax = 0) AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS created,
       count(*) FILTER (WHERE NOT is_new) AS changed,
       (SELECT count(*) FROM staged_plan WHERE problems IS NULL) - count(*) AS unchanged
  FROM written
