import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_registration"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountLook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("looked_at", models.DateTimeField()),
                (
                    "page",
                    models.CharField(
                        choices=[
                            ("account", "Account"),
                            ("bill", "Bill"),
                            ("payment", "Payment"),
                            ("registration_code", "Registration Code"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=60)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.account",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account", "-looked_at"], name="account_look_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("page__in", ["account", "bill", "payment", "registration_code"])
                        ),
                        name="account_look_page_known",
                    )
                ],
            },
        ),
        # The log is only ever added to.
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON customers_accountlook FROM hearthline_app;",
            "GRANT UPDATE, DELETE ON customers_accountlook TO hearthline_app;",
        ),
    ]
