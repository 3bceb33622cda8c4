from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "hearthline.jobs"
    label = "jobs"
