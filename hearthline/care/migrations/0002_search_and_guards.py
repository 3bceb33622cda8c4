"""What search looks in, and what the database itself refuses, whoever asks."""

from django.db import migrations

# Words without accents and capitals, as they are and by their stems: as they are for what somebody
# has only begun to type, by their stems for "bills" where the article says "bill".
WORDS = """
CREATE FUNCTION care_plain(phrase text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(customers_folded(phrase), 'wi-fi', 'wifi'), 'e-mail', 'email');

CREATE FUNCTION care_vector(language text, phrase text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE language
           WHEN 'es' THEN to_tsvector('pg_catalog.spanish'::regconfig, care_plain(phrase))
           ELSE to_tsvector('pg_catalog.english'::regconfig, care_plain(phrase))
       END || to_tsvector('pg_catalog.simple'::regconfig, care_plain(phrase));

ALTER TABLE care_articletext ADD COLUMN words tsvector GENERATED ALWAYS AS (
    setweight(care_vector(language, title), 'A')
    || setweight(care_vector(language, summary), 'B')
    || setweight(care_vector(language, body), 'D')) STORED;
CREATE INDEX article_words ON care_articletext USING gin (words);
"""
NO_WORDS = """
ALTER TABLE care_articletext DROP COLUMN words;
DROP FUNCTION care_vector(text, text);
DROP FUNCTION care_plain(text);
"""

SAID_IS_SAID = """
ALTER TABLE care_ticketmessage ADD CONSTRAINT ticket_message_of_account
    FOREIGN KEY (ticket_id, account_id) REFERENCES care_ticket (id, account_id);
ALTER TABLE care_attachment ADD CONSTRAINT attachment_of_account
    FOREIGN KEY (message_id, account_id) REFERENCES care_ticketmessage (id, account_id);
REVOKE UPDATE, DELETE, TRUNCATE ON care_ticketmessage, care_attachment, care_articlerevision
    FROM hearthline_app;
REVOKE DELETE, TRUNCATE ON care_ticket, care_article FROM hearthline_app;
-- A person's sign-in may end; what they said stays.
GRANT UPDATE (author_id) ON care_ticketmessage TO hearthline_app;
"""
SAID_MAY_CHANGE = """
GRANT UPDATE, DELETE ON care_ticketmessage, care_attachment, care_articlerevision
    TO hearthline_app;
GRANT DELETE ON care_ticket, care_article TO hearthline_app;
ALTER TABLE care_attachment DROP CONSTRAINT attachment_of_account;
ALTER TABLE care_ticketmessage DROP CONSTRAINT ticket_message_of_account;
"""


class Migration(migrations.Migration):
    dependencies = [("care", "0001_articles_and_tickets"), ("customers", "0003_search")]
    operations = [
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(SAID_IS_SAID, SAID_MAY_CHANGE),
    ]
