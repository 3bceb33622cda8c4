from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "hearthline.kernel"
    label = "kernel"
