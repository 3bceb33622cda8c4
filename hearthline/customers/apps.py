from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "hearthline.customers"
    label = "customers"
