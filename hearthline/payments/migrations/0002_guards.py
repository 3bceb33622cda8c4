"""What the database itself refuses, whoever asks and whichever way."""

from django.db import migrations

# A payment's currency is its account's; its method belongs to its account.
KEYS = """
ALTER TABLE payments_payment
    ADD CONSTRAINT payment_account_currency
        FOREIGN KEY (account_id, currency) REFERENCES customers_account (id, currency),
    ADD CONSTRAINT payment_method_of_account
        FOREIGN KEY (account_id, method_id) REFERENCES payments_paymentmethod (account_id, id);
"""

# Imported history may be corrected by a later import, as bills may; nothing else.
NOTHING_SETTLED_CHANGES = """
CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% never change: % refused', TG_ARGV[0], TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER payment_settled_never_changes BEFORE UPDATE ON payments_payment
    FOR EACH ROW
    WHEN (old.status = 'succeeded' AND (old.channel <> 'imported' OR new.channel <> 'imported'))
    EXECUTE FUNCTION payments_refuse_change('settled payments');
CREATE TRIGGER payment_facts_never_change BEFORE UPDATE ON payments_payment
    FOR EACH ROW
    WHEN (old.channel <> 'imported' AND
          (old.account_id, old.number, old.amount_minor, old.currency, old.channel, old.gateway,
           old.gateway_key, old.idempotency_key, old.request_hash, old.created_at)
          IS DISTINCT FROM
          (new.account_id, new.number, new.amount_minor, new.currency, new.channel, new.gateway,
           new.gateway_key, new.idempotency_key, new.request_hash, new.created_at))
    EXECUTE FUNCTION payments_refuse_change('the facts of a payment');
CREATE TRIGGER payment_never_deleted BEFORE DELETE ON payments_payment
    FOR EACH ROW WHEN (old.channel <> 'imported')
    EXECUTE FUNCTION payments_refuse_change('payments');
CREATE TRIGGER payment_never_truncated BEFORE TRUNCATE ON payments_payment
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_change('payments');
REVOKE TRUNCATE ON payments_payment, payments_gatewayevent FROM hearthline_app;
REVOKE DELETE ON payments_gatewayevent FROM hearthline_app;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunSQL(KEYS), migrations.RunSQL(NOTHING_SETTLED_CHANGES)]
