# Staff may look at a subscriber's own pages; each one is written down as the others are.

from django.db import migrations, models

PAGES = [
    "account",
    "bill",
    "payment",
    "registration_code",
    "connection",
    "diagnosis",
    "view_as",
]


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0010_household"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="accountlook",
            name="account_look_page_known",
        ),
        migrations.AlterField(
            model_name="accountlook",
            name="page",
            field=models.CharField(
                choices=[
                    ("account", "Account"),
                    ("bill", "Bill"),
                    ("payment", "Payment"),
                    ("registration_code", "Registration Code"),
                    ("connection", "Connection"),
                    ("diagnosis", "Diagnosis"),
                    ("view_as", "View As"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlook",
            constraint=models.CheckConstraint(
                condition=models.Q(("page__in", PAGES)), name="account_look_page_known"
            ),
        ),
    ]
