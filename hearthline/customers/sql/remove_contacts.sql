-- Those that the file no longer has; not one that the account's owner put on file here.
WITH gone AS (
    DELETE FROM customers_contactofrecord AS contact
     USING staged_account AS staged
      JOIN customers_account AS account ON account.number = staged.account_number
     WHERE contact.account_id = account.id
       AND contact.imported_value IS NULL
       AND staged.problems IS NULL
       AND CASE contact.channel WHEN 'email' THEN staged.email ELSE staged.phone END IS NULL
    RETURNING contact.account_id
)
INSERT INTO touched_account SELECT account_id, false FROM gone
