from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="contactofrecord",
            name="imported_since_date",
            field=models.DateField(null=True),
        ),
    ]
