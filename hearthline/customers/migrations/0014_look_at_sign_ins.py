# Staff look at how an account's members signed in; each such page is written down too.

from django.db import migrations, models

PAGES = [
    "account",
    "bill",
    "payment",
    "registration_code",
    "connection",
    "diagnosis",
    "view_as",
    "sign_ins",
]


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0013_bills_from"),
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
                    ("sign_ins", "Sign Ins"),
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
