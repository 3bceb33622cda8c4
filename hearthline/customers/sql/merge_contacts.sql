-- A contact proves who somebody is only after 30 days on file, so its age must be its own: the
-- file's date counts unless the contact is new here and the date is older than our last look.
-- One that the account's owner changed here stays ours while the file repeats what it said before,
-- with no newer date: an import must not undo silently what somebody proved by a code.
WITH wanted AS (
    SELECT account.id AS account_id, account.created_at, way.channel, way.value,
           staged.contact_since_date AS file_date
      FROM staged_account AS staged
      JOIN customers_account AS account ON account.number = staged.account_number
     CROSS JOIN LATERAL (VALUES ('email', staged.email), ('sms', staged.phone))
           AS way (channel, value)
     WHERE staged.problems IS NULL AND way.value IS NOT NULL
), dated AS (
    SELECT wanted.account_id, wanted.channel, wanted.value, wanted.file_date,
           contact.id AS contact_id, contact.value AS old_value,
           contact.since_date AS old_since_date, contact.imported_since_date AS old_file_date,
           contact.imported_value AS old_file_value,
           CASE
               WHEN contact.id IS NULL AND wanted.created_at = %(now)s
                   THEN coalesce(wanted.file_date, %(today)s)
               -- The owner's change has reached the file: it is as old as the change.
               WHEN contact.value = wanted.value AND contact.imported_value IS NOT NULL
                   THEN contact.since_date
               WHEN contact.value = wanted.value
                   THEN CASE WHEN wanted.file_date IS DISTINCT FROM contact.imported_since_date
                             THEN coalesce(wanted.file_date, contact.since_date)
                             ELSE contact.since_date END
               WHEN wanted.file_date > coalesce(contact.imported_since_date, contact.since_date,
                                                wanted.created_at::date)
                   THEN wanted.file_date
               ELSE %(today)s
           END AS since_date
      FROM wanted
      LEFT JOIN customers_contactofrecord AS contact
             ON contact.account_id = wanted.account_id AND contact.channel = wanted.channel
     WHERE contact.imported_value IS NULL
        OR contact.imported_value <> wanted.value
        OR wanted.file_date > contact.since_date
), written AS (
    INSERT INTO customers_contactofrecord (account_id, channel, value, since_date, imported_since_date)
    SELECT account_id, channel, value, since_date, file_date
      FROM dated
     WHERE contact_id IS NULL
        OR (old_value, old_since_date, old_file_date) IS DISTINCT FROM (value, since_date, file_date)
        OR old_file_value IS NOT NULL
    ON CONFLICT (account_id, channel) DO UPDATE
       SET value = excluded.value, since_date = excluded.since_date,
           imported_since_date = excluded.imported_since_date, imported_value = NULL
    RETURNING account_id
)
INSERT INTO touched_account SELECT account_id, false FROM written
