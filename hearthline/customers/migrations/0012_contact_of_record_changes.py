# Contacts of record as they were, to go back to; what the provider's file last said.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0011_look_as_the_subscriber"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contactofrecord",
            name="imported_value",
            field=models.CharField(max_length=254, null=True),
        ),
        migrations.CreateModel(
            name="ContactOfRecordChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(choices=[("email", "Email"), ("sms", "Sms")], max_length=5),
                ),
                ("old_value", models.CharField(blank=True, max_length=254)),
                ("old_since_date", models.DateField(null=True)),
                ("new_value", models.CharField(max_length=254)),
                ("changed_at", models.DateTimeField()),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
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
                    models.Index(
                        fields=["account", "channel", "id"], name="contact_of_record_change"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("old_value", ""), ("old_since_date__isnull", False), _connector="OR"
                        ),
                        name="contact_of_record_change_old_has_a_date",
                    )
                ],
            },
        ),
        # What a contact was stays as it was written; only that it was undone is added.
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON customers_contactofrecordchange FROM hearthline_app;"
            "GRANT UPDATE (undone_at) ON customers_contactofrecordchange TO hearthline_app;",
            "GRANT UPDATE, DELETE ON customers_contactofrecordchange TO hearthline_app;",
        ),
    ]
