# Somebody without a sign-in pays one bill by a link.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0002_guards"),
        ("customers", "0010_household"),
        ("payments", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="PayLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("made_by_user_id", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.account",
                    ),
                ),
                (
                    "bill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="billing.bill",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="payment",
            name="pay_link",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="payments.paylink",
            ),
        ),
        migrations.AddField(
            model_name="payment",
            name="receipt_to",
            field=models.CharField(blank=True, db_default="", max_length=254),
        ),
    ]
