"""What was decided about an account's money, and what was paid out, stays as it was decided."""

from django.db import migrations

DECISIONS_STAY = """
CREATE TRIGGER adjustment_never_changes BEFORE UPDATE ON billing_adjustment
    FOR EACH ROW WHEN (
        old.state <> 'proposed' OR old.account_id <> new.account_id OR old.kind <> new.kind
        OR old.amount_minor <> new.amount_minor OR old.reason <> new.reason
        OR old.words <> new.words OR old.proposed_by_id <> new.proposed_by_id)
    EXECUTE FUNCTION billing_refuse_change('decided adjustments');
CREATE TRIGGER payout_never_changes BEFORE UPDATE ON billing_payout
    FOR EACH ROW WHEN (old.paid_at IS NOT NULL OR old.amount_minor <> new.amount_minor)
    EXECUTE FUNCTION billing_refuse_change('payouts');
CREATE TRIGGER adjustment_never_deleted BEFORE DELETE OR TRUNCATE ON billing_adjustment
    FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse_change('adjustments');
CREATE TRIGGER payout_never_deleted BEFORE DELETE OR TRUNCATE ON billing_payout
    FOR EACH STATEMENT EXECUTE FUNCTION billing_refuse_change('payouts');
REVOKE DELETE, TRUNCATE ON billing_adjustment, billing_payout FROM hearthline_app;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0010_adjustments")]
    operations = [migrations.RunSQL(DECISIONS_STAY)]
