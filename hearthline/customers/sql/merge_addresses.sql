WITH differing AS (
    SELECT account.id AS account_id,
           staged.street, staged.city, staged.region, staged.postal_code, staged.country
      FROM staged_account AS staged
      JOIN customers_account AS account ON account.number = staged.account_number
      LEFT JOIN customers_address AS address ON address.account_id = account.id
     WHERE staged.problems IS NULL
       AND (address.id IS NULL
            OR (address.street, address.city, address.region, address.postal_code, address.country)
               IS DISTINCT FROM
               (staged.street, staged.city, staged.region, staged.postal_code, staged.country))
), written AS (
    INSERT INTO customers_address (account_id, street, city, region, postal_code, country)
    SELECT account_id, street, city, region, postal_code, country
      FROM differing
    ON CONFLICT (account_id) DO UPDATE
       SET street = excluded.street, city = excluded.city, region = excluded.region,
           postal_code = excluded.postal_code, country = excluded.country
    RETURNING account_id
)
INSERT INTO touched_account SELECT account_id, false FROM written
