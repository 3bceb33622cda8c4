"""How django-allauth behaves here: one adapter for each of its parts."""
