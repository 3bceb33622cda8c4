"""What the database itself refuses, whoever asks and whichever way.

Sets are checked by statement, over transition tables: a row trigger on each leg would cost a third
of a bill run's speed. That is why a header and its legs, or a bill and its lines, must come in one
statement. Legs are numbered 1 to `leg_count` and come all at once, so none can be added later.
"""

from django.db import migrations

# The legs that this statement brought, each transaction complete: as many as its header says,
# numbered from 1, in its currency, in sum zero.
LEGS_ARE_COMPLETE = """
CREATE FUNCTION billing_legs_are_complete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE broken bigint;
BEGIN
    SELECT legs.transaction_id INTO broken
      FROM (SELECT transaction_id, count(*) AS legs, max(leg) AS last_leg, sum(amount_minor) AS total,
                   min(currency) AS currency, max(currency) AS other_currency
              FROM new_postings GROUP BY transaction_id) AS legs
      LEFT JOIN billing_ledgertransaction AS header ON header.id = legs.transaction_id
     WHERE header.id IS NULL OR legs.legs <> header.leg_count OR legs.last_leg <> header.leg_count OR legs.total <> 0
        OR legs.currency <> header.currency OR legs.other_currency <> header.currency
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger transaction % is not whole: its legs must come together, be as many '
            'as it says, in its currency, and sum to zero', broken
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER posting_legs_are_complete AFTER INSERT ON billing_posting
    REFERENCING NEW TABLE AS new_postings
    FOR EACH STATEMENT EXECUTE FUNCTION billing_legs_are_complete();

CREATE FUNCTION billing_transaction_has_legs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE broken bigint;
BEGIN
    SELECT header.id INTO broken
      FROM new_transactions AS header
     WHERE NOT EXISTS (SELECT FROM billing_posting AS leg
                        WHERE leg.transaction_id = header.id AND leg.leg = 1)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger transaction % has no legs: insert them in the same statement', broken
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledgertransaction_has_legs AFTER INSERT ON billing_ledgertransaction
    REFERENCING NEW TABLE AS new_transactions
    FOR EACH STATEMENT EXECUTE FUNCTION billing_transaction_has_legs();
"""

NOTHING_CHANGES = """
CREATE FUNCTION billing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% never change: % refused', TG_ARGV[0], TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledgertransaction_never_changes
    BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_ledgertransaction
    FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse_change('ledger transactions');
CREATE TRIGGER posting_never_changes
    BEFORE UPDATE OR DELETE OR TRUNCATE ON billing_posting
    FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse_change('postings');
CREATE TRIGGER bill_never_truncated BEFORE TRUNCATE ON billing_bill
    FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse_change('bills');
CREATE TRIGGER billline_never_truncated BEFORE TRUNCATE ON billing_billline
    FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse_change('bill lines');
CREATE TRIGGER bill_never_changes BEFORE UPDATE ON billing_bill
    FOR EACH ROW WHEN (old.source <> 'import' OR new.source <> 'import')
    EXECUTE FUNCTION billing_refuse_change('issued bills');
CREATE TRIGGER bill_never_deleted BEFORE DELETE ON billing_bill
    FOR EACH ROW WHEN (old.source <> 'import')
    EXECUTE FUNCTION billing_refuse_change('issued bills');
CREATE TRIGGER charge_never_changes BEFORE UPDATE ON billing_charge
    FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse_change('charges');
CREATE FUNCTION billing_refuse_line_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM billing_bill WHERE id = old.bill_id AND source <> 'import') THEN
        RAISE EXCEPTION 'lines of issued bills never change: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN old ELSE new END;
END $$;
CREATE TRIGGER billline_never_changes BEFORE UPDATE OR DELETE ON billing_billline
    FOR EACH ROW EXECUTE FUNCTION billing_refuse_line_change();
REVOKE UPDATE, DELETE, TRUNCATE ON billing_ledgertransaction, billing_posting FROM hearthline_app;
REVOKE UPDATE, TRUNCATE ON billing_charge FROM hearthline_app;
"""

BILLS_ARE_WHOLE = """
CREATE FUNCTION billing_lines_are_complete() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE broken text;
BEGIN
    SELECT coalesce(bill.number, lines.bill_id::text) INTO broken
      FROM (SELECT bill_id, count(*) AS lines, max(position) AS last_line, sum(amount_minor) AS total,
                   min(account_id) AS account_id, max(account_id) AS other_account_id
              FROM new_lines GROUP BY bill_id) AS lines
      LEFT JOIN billing_bill AS bill ON bill.id = lines.bill_id
     WHERE bill.id IS NULL OR lines.account_id <> bill.account_id OR lines.other_account_id <> bill.account_id
        OR (bill.source = 'run' AND (lines.lines <> bill.line_count
            OR lines.last_line <> bill.line_count OR lines.total <> bill.total_minor))
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'bill % is not whole: its lines must come together, be as many as it says, '
            'of its account, and sum to its total', broken
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER billline_are_complete AFTER INSERT ON billing_billline
    REFERENCING NEW TABLE AS new_lines
    FOR EACH STATEMENT EXECUTE FUNCTION billing_lines_are_complete();

CREATE FUNCTION billing_bill_has_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE broken text;
BEGIN
    SELECT bill.number INTO broken
      FROM new_bills AS bill
     WHERE bill.source = 'run'
       AND NOT EXISTS (SELECT FROM billing_billline AS line
                        WHERE line.bill_id = bill.id AND line.position = 1)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'bill % has no lines: insert them in the same statement', broken
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER bill_has_lines AFTER INSERT ON billing_bill
    REFERENCING NEW TABLE AS new_bills
    FOR EACH STATEMENT EXECUTE FUNCTION billing_bill_has_lines();
"""

# An account's currency holds for all its money. One composite key does the work of two.
CURRENCY_IS_THE_ACCOUNTS = "".join(
    f"ALTER TABLE billing_{table} ADD CONSTRAINT {table}_account_currency"
    " FOREIGN KEY (account_id, currency) REFERENCES customers_account (id, currency);"
    for table in ("ledgertransaction", "posting", "bill")
)

# hearthline.kernel.numbers does the same in Python; a test holds the two together.
NUMBERS = """
CREATE FUNCTION billing_with_check_digit(number bigint) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    damm CONSTANT text := '0317598642709215486342068713591750983426'
                          '6123045978367420958158697201348945362017'
                          '94386172052581436790';
    digits text := lpad(number::text, greatest(8, length(number::text)), '0');
    interim integer := 0;
BEGIN
    FOR place IN 1..length(digits) LOOP
        interim := substr(damm, interim * 10 + substr(digits, place, 1)::integer + 1, 1)::integer;
    END LOOP;
    RETURN digits || interim;
END $$;
CREATE SEQUENCE billing_bill_number START 1000001;
GRANT USAGE ON SEQUENCE billing_bill_number TO hearthline_app;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [
        migrations.RunSQL(statement)
        for statement in (
            LEGS_ARE_COMPLETE,
            NOTHING_CHANGES,
            BILLS_ARE_WHOLE,
            CURRENCY_IS_THE_ACCOUNTS,
            NUMBERS,
        )
    ]
