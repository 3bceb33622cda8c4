-- What others may know of a person by their accounts, or by one account.
SELECT account.number, account.name, address.street, address.city, address.postal_code,
       (SELECT array_agg(contact.value) FROM customers_contactofrecord AS contact
         WHERE contact.account_id = account.id) AS contacts
  FROM customers_account AS account
  LEFT JOIN customers_address AS address ON address.account_id = account.id
 WHERE account.id = %(account_id)s
    OR account.id IN (SELECT account_id FROM customers_member WHERE user_id = %(user_id)s)
