from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "hearthline.network"
    label = "network"
