-- The accounts of a person, to choose from.
SELECT account.id, account.number, account.name, account.status, member.role,
       coalesce(address.street, '') AS street
  FROM customers_member AS member
  JOIN customers_account AS account ON account.id = member.account_id
  LEFT JOIN customers_address AS address ON address.account_id = account.id
 WHERE member.user_id = %(user_id)s
 ORDER BY account.status = 'closed', member.since_at, member.id
