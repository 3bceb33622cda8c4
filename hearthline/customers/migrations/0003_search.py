from django.db import migrations

# Trigrams in SQL of our own: the embedded PostgreSQL carries no pg_trgm, and a provider's server
# need not have it either. An array of trigrams under a GIN index does the same for "contains".
FUNCTIONS = """
CREATE FUNCTION customers_folded(phrase text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN octet_length(phrase) = length(phrase) THEN lower(phrase) -- ASCII only: five times quicker
    ELSE translate(
        lower(phrase),
        'ÀÁÂÃÄÅàáâãäåÇçÈÉÊËèéêëÌÍÎÏìíîïÑñÒÓÔÕÖòóôõöÙÚÛÜùúûüÝýÿ',
        'aaaaaaaaaaaacceeeeeeeeiiiiiiiinnoooooooooouuuuuuuuyyy'
    )
END;

CREATE FUNCTION customers_compact(number text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN translate(number, ' -./()+', '');

CREATE FUNCTION customers_trigrams(phrase text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found text[] := '{}';
BEGIN
    FOR place IN 1 .. length(phrase) - 2 LOOP
        found[place] := substr(phrase, place, 3);
    END LOOP;
    RETURN found;
END
$$;

CREATE FUNCTION customers_account_words(number text, name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN customers_folded(' ' || number || ' ' || customers_compact(number) || ' ' || name);

CREATE FUNCTION customers_address_words(street text, city text, postal_code text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN customers_folded(' ' || street || ' ' || city || ' ' || postal_code);

CREATE FUNCTION customers_contact_words(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN customers_folded(' ' || value || ' ' || customers_compact(value));
"""
NO_FUNCTIONS = """
DROP FUNCTION customers_contact_words(text);
DROP FUNCTION customers_address_words(text, text, text);
DROP FUNCTION customers_account_words(text, text);
DROP FUNCTION customers_compact(text);
DROP FUNCTION customers_trigrams(text);
DROP FUNCTION customers_folded(text);
"""
INDEXES = """
CREATE INDEX account_words ON customers_account
USING gin (customers_trigrams(customers_account_words(number, name)));
CREATE INDEX address_words ON customers_address
USING gin (customers_trigrams(customers_address_words(street, city, postal_code)));
CREATE INDEX contact_words ON customers_contactofrecord
USING gin (customers_trigrams(customers_contact_words(value)));
"""
NO_INDEXES = "DROP INDEX account_words, address_words, contact_words;"


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_contact_imported_since_date")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(INDEXES, NO_INDEXES),
    ]
