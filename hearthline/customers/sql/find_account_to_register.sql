-- The account that somebody means; two rows where the number, written plainly, is not unique.
SELECT account.id
FROM customers_account AS account
INNER JOIN customers_address AS address ON address.account_id = account.id
WHERE
    upper(regexp_replace(account.number, '[^[:alnum:]]', '', 'g')) = %(number)s
    AND account.status <> 'closed'
    AND (
        upper(regexp_replace(address.postal_code, '[^[:alnum:]]', '', 'g')) = %(postal_code)s
        OR (
            address.country = 'US'
            AND left(regexp_replace(address.postal_code, '[^0-9]', '', 'g'), 5) = %(postal_code)s
        )
    )
LIMIT 2
