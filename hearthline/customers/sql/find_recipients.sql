-- Whom to write to for each of many accounts: its members, or the contact of record of one that
-- nobody has registered for.
SELECT member.account_id, member.user_id, person.email, person.phone, person.language
  FROM customers_member AS member
  JOIN identity_user AS person ON person.id = member.user_id AND person.is_active
 WHERE member.account_id = ANY(%(account_ids)s)
   AND (%(roles)s::text[] = '{}' OR member.role = ANY(%(roles)s::text[]))
   AND (NOT %(with_amounts)s OR member.sees_bills OR member.role IN ('owner', 'payer'))
UNION ALL
SELECT account.id, NULL, coalesce(email.value, ''), coalesce(phone.value, ''), account.language
  FROM customers_account AS account
  LEFT JOIN customers_contactofrecord AS email
         ON email.account_id = account.id AND email.channel = 'email'
  LEFT JOIN customers_contactofrecord AS phone
         ON phone.account_id = account.id AND phone.channel = 'sms'
 WHERE account.id = ANY(%(account_ids)s) AND %(roles)s::text[] = '{}'
   AND NOT EXISTS (SELECT FROM customers_member WHERE account_id = account.id)
 ORDER BY account_id, user_id
