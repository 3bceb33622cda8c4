from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "hearthline.payments"
    label = "payments"
