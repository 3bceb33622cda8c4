from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "hearthline.notices"
    label = "notices"
