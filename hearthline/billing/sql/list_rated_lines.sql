-- Ending of rate_accounts.sql: the lines themselves.
SELECT lines.*,
       coalesce(tariff.tax_category, charge.tax_category, plan.tax_category, '') AS tax_category,
       tax.tax_category AS taxes_category,
       CASE WHEN tax.kind = 'outside' AND NOT EXISTS (
                     SELECT FROM billing_assessedtax AS assessed
                      WHERE assessed.account_id = lines.account_id AND assessed.tax_id = tax.id
                        AND assessed.bill_date = %(bill_date)s
                        AND assessed.amount_minor = lines.amount_minor)
            THEN 'estimate' ELSE tax.kind END AS tax_kind,
       discount.kind AS discount_kind, discount.amount_minor AS off_minor,
       coalesce(tax.rate_ppm, discount.rate_ppm) AS rate_ppm,
       tariff.usage_kind, tariff.included_quantity, tariff.block_quantity, tariff.price_millionths,
       tariff.minimum_minor AS least_minor,
       subscription.number AS subscription_number, subscription.service_identifier,
       plan.name AS plan_name, plan.kind AS plan_kind, plan.goes_with,
       CASE WHEN lines.kind = 'fee' AND lines.charge_id IS NOT NULL THEN 'fee_charge'
            ELSE lines.kind END AS part,
       (%(bill_date)s::date + interval '1 month')::date AS bill_until
  FROM lines
  LEFT JOIN subscriptions_subscription AS subscription ON subscription.id = lines.subscription_id
  LEFT JOIN catalog_plan AS plan ON plan.id = lines.plan_id
  LEFT JOIN catalog_tariff AS tariff ON tariff.id = lines.tariff_id
  LEFT JOIN billing_charge AS charge ON charge.id = lines.charge_id
  LEFT JOIN subscriptions_discount AS discount ON discount.id = lines.discount_id
  LEFT JOIN catalog_tax AS tax ON tax.id = lines.tax_id
 ORDER BY lines.account_id, lines.position
