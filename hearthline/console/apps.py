from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "hearthline.console"
    label = "console"
