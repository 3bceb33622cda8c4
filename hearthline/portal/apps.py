from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "hearthline.portal"
    label = "portal"
