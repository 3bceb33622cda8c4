# Codes are made and tried in one place now, identity's. Those that are under way are lost: whoever
# is registering at that moment asks for another.

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0005_account_look"),
        ("identity", "0004_sessions_and_codes"),
    ]

    operations = [
        migrations.DeleteModel(name="RegistrationChallenge"),
    ]
