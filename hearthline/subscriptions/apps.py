from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    name = "hearthline.subscriptions"
    label = "subscriptions"
