# A household has members with limits, invitations, and an owner who can hand over.

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0009_why_staff_looked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.CharField(max_length=254)),
                ("role", models.CharField(max_length=10)),
                ("most_minor", models.BigIntegerField(null=True)),
                ("may_order", models.BooleanField()),
                ("sees_bills", models.BooleanField()),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("language", models.CharField(max_length=10)),
                ("invited_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OwnershipOffer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_as", models.CharField(blank=True, max_length=9)),
            ],
        ),
        migrations.AddField(
            model_name="member",
            name="may_order",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="member",
            name="most_minor",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="member",
            name="sees_bills",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="member",
            name="used_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "payer"), _negated=True),
                    ("sees_bills", True),
                    _connector="OR",
                ),
                name="member_payer_sees_bills",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["owner", "payer", "technician", "viewer"])),
                name="member_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("most_minor__isnull", True), ("most_minor__gt", 0), _connector="OR"
                ),
                name="member_most_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("role", "owner"), _negated=True),
                    models.Q(
                        ("may_order", True), ("most_minor__isnull", True), ("sees_bills", True)
                    ),
                    _connector="OR",
                ),
                name="member_owner_has_no_limits",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="accepted_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="invitations",
                to="customers.account",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ownershipoffer",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="customers.account",
            ),
        ),
        migrations.AddField(
            model_name="ownershipoffer",
            name="from_user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ownershipoffer",
            name="to_user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["payer", "technician", "viewer"])),
                name="invitation_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("most_minor__isnull", True), ("most_minor__gt", 0), _connector="OR"
                ),
                name="invitation_most_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("declined_at__isnull", True), ("withdrawn_at__isnull", True)),
                    models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True)),
                    models.Q(("accepted_at__isnull", True), ("declined_at__isnull", True)),
                    _connector="OR",
                ),
                name="invitation_one_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                models.F("account"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(
                    ("accepted_at__isnull", True),
                    ("declined_at__isnull", True),
                    ("withdrawn_at__isnull", True),
                ),
                name="invitation_once_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownershipoffer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("account",),
                name="ownership_offer_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownershipoffer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_as", ""), ("ended_at__isnull", True)),
                    models.Q(
                        ("ended_as__in", ["agreed", "declined", "withdrawn", "overtaken"]),
                        ("ended_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="ownership_offer_end_known",
            ),
        ),
    ]
