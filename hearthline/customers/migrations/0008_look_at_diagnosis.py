from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0007_look_at_connection")]

    operations = [
        migrations.RemoveConstraint(model_name="accountlook", name="account_look_page_known"),
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
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "page__in",
                        [
                            "account",
                            "bill",
                            "payment",
                            "registration_code",
                            "connection",
                            "diagnosis",
                        ],
                    )
                ),
                name="account_look_page_known",
            ),
        ),
    ]
