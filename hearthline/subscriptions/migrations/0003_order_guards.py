"""What the database itself refuses of orders, and where their numbers begin."""

from django.db import migrations

# What was agreed to stays as it was; what happened to an order happens once.
ORDERS_STAY = """
CREATE FUNCTION subscriptions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% never change: % refused', TG_ARGV[0], TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER order_facts_never_change BEFORE UPDATE ON subscriptions_order
    FOR EACH ROW
    WHEN ((old.account_id, old.number, old.effective, old.effective_date, old.placed_at,
           old.idempotency_key, old.request_hash, old.bill_date, old.bill_total_minor,
           old.bill_difference_minor, old.bill_lines, old.currency)
          IS DISTINCT FROM
          (new.account_id, new.number, new.effective, new.effective_date, new.placed_at,
           new.idempotency_key, new.request_hash, new.bill_date, new.bill_total_minor,
           new.bill_difference_minor, new.bill_lines, new.currency))
    EXECUTE FUNCTION subscriptions_refuse_change('the facts of an order');
CREATE TRIGGER order_happens_once BEFORE UPDATE ON subscriptions_order
    FOR EACH ROW
    WHEN ((old.undone_at IS NOT NULL AND new.undone_at IS DISTINCT FROM old.undone_at)
       OR (old.took_effect_at IS NOT NULL
           AND new.took_effect_at IS DISTINCT FROM old.took_effect_at)
       OR (old.told_at IS NOT NULL AND new.told_at IS DISTINCT FROM old.told_at))
    EXECUTE FUNCTION subscriptions_refuse_change('orders that ended');
CREATE TRIGGER order_never_goes BEFORE DELETE OR TRUNCATE ON subscriptions_order
    FOR EACH STATEMENT EXECUTE FUNCTION subscriptions_refuse_change('orders');
CREATE TRIGGER order_item_never_changes
    BEFORE UPDATE OR DELETE OR TRUNCATE ON subscriptions_orderitem
    FOR EACH STATEMENT EXECUTE FUNCTION subscriptions_refuse_change('items of orders');
REVOKE DELETE, TRUNCATE ON subscriptions_order FROM hearthline_app;
REVOKE UPDATE, DELETE, TRUNCATE ON subscriptions_orderitem FROM hearthline_app;
"""

# Order numbers are told apart from bill and payment numbers by their first digit.
NUMBERS = """
CREATE SEQUENCE subscriptions_order_number;
CREATE SEQUENCE subscriptions_subscription_number START 40000001;
GRANT USAGE ON SEQUENCE subscriptions_order_number, subscriptions_subscription_number
    TO hearthline_app;
"""


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0002_orders")]
    operations = [migrations.RunSQL(ORDERS_STAY), migrations.RunSQL(NUMBERS)]
