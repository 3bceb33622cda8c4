WITH gone AS (
    DELETE FROM customers_contactofrecord AS contact
     USING staged_account AS staged
      JOIN customers_account AS account ON account.number = staged.account_number
     WHERE contact.account_id = account.id
       AND staged.problems IS NULL
       AND CASE contact.channel WHEN 'email' THEN staged.email ELSE staged.phone END IS NULL
    RETURNING contact.account_id
)
INSERT INTO touched_account SELECT account_id, false FROM gone
