WITH differing AS (
    SELECT staged.*, plan.id AS plan_id
      FROM staged_tariff AS staged
      JOIN catalog_plan AS plan ON plan.code = staged.plan_code
      LEFT JOIN catalog_tariff AS tariff
        ON tariff.plan_id = plan.id AND tariff.usage_kind = staged.usage_kind
     WHERE staged.problems IS NULL
       AND (tariff.id IS NULL
            OR (tariff.name, tariff.included_quantity, tariff.block_quantity,
                tariff.price_millionths, tariff.minimum_minor, tariff.is_itemized,
                tariff.tax_category)
               IS DISTINCT FROM
               (staged.name, staged.included, staged.block, staged.price, staged.minimum,
                staged.itemized, staged.tax_category))
), written AS (
    INSERT INTO catalog_tariff (plan_id, usage_kind, name, included_quantity, block_quantity,
                                price_millionths, minimum_minor, is_itemized, tax_category)
    SELECT plan_id, usage_kind, name, included, block, price, minimum, itemized, tax_category
      FROM differing
    ON CONFLICT (plan_id, usage_kind) DO UPDATE
       SET name = excluded.name, included_quantity = excluded.included_quantity,
           block_quantity = excluded.block_quantity, price_millionths = excluded.price_millionths,
           minimum_minor = excluded.minimum_minor, is_itemized = excluded.is_itemized,
           tax_category = excluded.tax_category
    RETURNING (xmax = 0) AS is_new
)
SELECT count(*) FILTER (WHERE is_new) AS created,
       count(*) FILTER (WHERE NOT is_new) AS changed,
       (SELECT count(*) FROM staged_tariff WHERE problems IS NULL) - count(*) AS unchanged
  FROM written
