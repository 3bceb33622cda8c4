# What a session's owner sees of it; and one kind of code for registration, recovery and changes.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PURPOSES = [
    "registration_contact",
    "registration_email",
    "email_change",
    "phone_change",
    "password_reset",
]


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0003_name_and_phone"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="device",
            field=models.CharField(default="", max_length=60),
        ),
        # Those that are there already were seen now, as far as anybody knows.
        migrations.RunSQL(
            "ALTER TABLE identity_session ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now();"
            "ALTER TABLE identity_session ALTER COLUMN seen_at DROP DEFAULT",
            "ALTER TABLE identity_session DROP COLUMN seen_at",
            state_operations=[
                migrations.AddField(
                    model_name="session",
                    name="seen_at",
                    field=models.DateTimeField(),
                    preserve_default=False,
                ),
            ],
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("registration_contact", "Registration Contact"),
                            ("registration_email", "Registration Email"),
                            ("email_change", "Email Change"),
                            ("phone_change", "Phone Change"),
                            ("password_reset", "Password Reset"),
                        ],
                        max_length=20,
                    ),
                ),
                ("subject", models.CharField(max_length=80)),
                (
                    "channel",
                    models.CharField(choices=[("email", "Email"), ("sms", "Sms")], max_length=5),
                ),
                ("language", models.CharField(max_length=10)),
                ("sent_to", models.CharField(blank=True, max_length=254)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("handled_at", models.DateTimeField(null=True)),
                ("code_hash", models.BinaryField(max_length=32, null=True)),
                ("tries", models.SmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="challenges",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["purpose", "subject", "-id"], name="challenge_of_subject")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", PURPOSES)),
                        name="challenge_purpose_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at__isnull", True),
                            ("code_hash__isnull", False),
                            _connector="OR",
                        ),
                        name="challenge_used_had_a_code",
                    ),
                ],
            },
        ),
    ]
