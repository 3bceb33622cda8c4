"""Waivers and upheld disputes obey the limits of roles, as every credit does."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DECISIONS_STAY = """
DROP TRIGGER adjustment_never_changes ON billing_adjustment;
CREATE TRIGGER adjustment_never_changes BEFORE UPDATE ON billing_adjustment
    FOR EACH ROW WHEN (
        old.state <> 'proposed' OR old.account_id <> new.account_id OR old.kind <> new.kind
        OR old.amount_minor <> new.amount_minor OR old.reason <> new.reason
        OR old.words <> new.words OR old.proposed_by_id <> new.proposed_by_id
        OR old.waives_id IS DISTINCT FROM new.waives_id
        OR old.dispute_id IS DISTINCT FROM new.dispute_id)
    EXECUTE FUNCTION billing_refuse_change('decided adjustments');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0014_unassessed_taxes"),
        ("customers", "0014_look_at_sign_ins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="adjustment",
            name="adjustment_sign_fits_kind",
        ),
        migrations.AddField(
            model_name="adjustment",
            name="dispute",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="adjustments",
                to="billing.dispute",
            ),
        ),
        migrations.AddField(
            model_name="adjustment",
            name="waives",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="billing.charge",
            ),
        ),
        migrations.AlterField(
            model_name="adjustment",
            name="kind",
            field=models.CharField(
                choices=[
                    ("adjustment", "Adjustment"),
                    ("write_off", "Write Off"),
                    ("refund", "Refund"),
                    ("deposit", "Deposit"),
                    ("deposit_used", "Deposit Used"),
                    ("waiver", "Waiver"),
                    ("dispute", "Dispute"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_minor__lt", 0),
                        ("kind__in", ["write_off", "deposit_used", "waiver", "dispute"]),
                    ),
                    models.Q(("amount_minor__gt", 0), ("kind", "refund")),
                    ("kind__in", ["adjustment", "deposit"]),
                    _connector="OR",
                ),
                name="adjustment_sign_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("dispute__isnull", True), ("kind", "waiver"), ("waives__isnull", False)
                    ),
                    models.Q(
                        ("dispute__isnull", False), ("kind", "dispute"), ("waives__isnull", True)
                    ),
                    models.Q(
                        models.Q(("kind__in", ["waiver", "dispute"]), _negated=True),
                        ("dispute__isnull", True),
                        ("waives__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="adjustment_about_what_its_kind_is",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("waives",),
                name="adjustment_waives_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("dispute",),
                name="adjustment_upholds_once",
            ),
        ),
        migrations.RunSQL(DECISIONS_STAY),
    ]
