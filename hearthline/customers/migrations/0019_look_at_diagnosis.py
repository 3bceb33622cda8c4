from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_account_look")]

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
                    ("diagnosis", "Diagnosis"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="accountlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("page__in", ["account", "bill", "payment", "registration_code", "diagnosis"])
                ),
                name="account_look_page_known",
            ),
        ),
    ]
