from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "hearthline.care"
    label = "care"
