from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "hearthline.catalog"
    label = "catalog"
