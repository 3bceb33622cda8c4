# What people can read about their sign-in later, and the browsers they use.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0004_sessions_and_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Browser",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.BinaryField(max_length=32)),
                ("device", models.CharField(max_length=60)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                ("trusted_until_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SecurityEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=40)),
                ("device", models.CharField(blank=True, max_length=60)),
                ("account_id", models.BigIntegerField(null=True)),
                ("details", models.JSONField(default=dict)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="challenge",
            name="challenge_purpose_known",
        ),
        migrations.RemoveConstraint(
            model_name="signin",
            name="sign_in_outcome_known",
        ),
        migrations.AddField(
            model_name="signin",
            name="country",
            field=models.CharField(blank=True, db_default="", max_length=2),
        ),
        migrations.AddField(
            model_name="signin",
            name="method",
            field=models.CharField(
                choices=[
                    ("password", "Password"),
                    ("passkey", "Passkey"),
                    ("email_code", "Email Code"),
                    ("single_sign_on", "Single Sign On"),
                ],
                db_default="password",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="signin",
            name="place",
            field=models.CharField(blank=True, db_default="", max_length=80),
        ),
        migrations.AddField(
            model_name="signin",
            name="reasons",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="signin",
            name="score",
            field=models.SmallIntegerField(db_default=0),
        ),
        migrations.AlterField(
            model_name="challenge",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("registration_contact", "Registration Contact"),
                    ("registration_email", "Registration Email"),
                    ("email_change", "Email Change"),
                    ("phone_change", "Phone Change"),
                    ("password_reset", "Password Reset"),
                    ("sign_in", "Sign In"),
                    ("contact_email", "Contact Email"),
                    ("contact_sms", "Contact Sms"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="signin",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("signed_in", "Signed In"),
                    ("wrong_password", "Wrong Password"),
                    ("blocked", "Blocked"),
                    ("second_step", "Second Step"),
                    ("wrong_second_step", "Wrong Second Step"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "purpose__in",
                        [
                            "registration_contact",
                            "registration_email",
                            "email_change",
                            "phone_change",
                            "password_reset",
                            "sign_in",
                            "contact_email",
                            "contact_sms",
                        ],
                    )
                ),
                name="challenge_purpose_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="signin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            "signed_in",
                            "wrong_password",
                            "blocked",
                            "second_step",
                            "wrong_second_step",
                        ],
                    )
                ),
                name="sign_in_outcome_known",
            ),
        ),
        migrations.AddField(
            model_name="browser",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="browsers",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="securityevent",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="securityevent",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="browser",
            constraint=models.UniqueConstraint(
                fields=("user", "token_hash"), name="browser_once_a_user"
            ),
        ),
        migrations.AddIndex(
            model_name="securityevent",
            index=models.Index(fields=["user", "-id"], name="security_event_user"),
        ),
        # What happened stays as it was written.
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON identity_securityevent FROM hearthline_app;",
            "GRANT UPDATE, DELETE ON identity_securityevent TO hearthline_app;",
        ),
    ]
