# What allauth doesn't keep of passkeys, and who doesn't want to be offered one for now.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0009_contact_changes_and_holds"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        migrations.CreateModel(
            name="PasskeyOffer",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("not_before_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                (
                    "authenticator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="mfa.authenticator",
                    ),
                ),
                ("credential_id", models.BinaryField(max_length=1023, unique=True)),
                ("sign_count", models.BigIntegerField()),
                ("device", models.CharField(blank=True, max_length=60)),
                ("is_synced", models.BooleanField()),
                ("refused_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sign_count__gte", 0)),
                        name="passkey_sign_count_counts",
                    )
                ],
            },
        ),
    ]
