"""Addresses of these pages: guided troubleshooting."""

from django.urls import path

from hearthline.portal.trouble import diagnosis, start

urlpatterns = [
    path("trouble/", start.trouble, name="trouble"),
    path("trouble/<str:diagnosis_token>/", diagnosis.diagnosis, name="diagnosis"),
    path("trouble/<str:diagnosis_token>/step/", diagnosis.step, name="diagnosis-step"),
    path("trouble/<str:diagnosis_token>/answer/", diagnosis.answer, name="diagnosis-answer"),
    path("trouble/<str:diagnosis_token>/ticket/", diagnosis.ticket, name="diagnosis-ticket"),
    path("trouble/<str:diagnosis_token>/leave/", diagnosis.leave, name="diagnosis-leave"),
]
