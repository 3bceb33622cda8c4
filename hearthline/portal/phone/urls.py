"""Addresses of phone lines and how their calls are handled."""

from django.urls import path

from hearthline.portal.phone import lines

urlpatterns = [
    path("phone/", lines.phone, name="phone"),
    path("phone/<int:line_id>/", lines.phone_line, name="phone-line"),
    path("phone/<int:line_id>/state/", lines.phone_line_state, name="phone-line-state"),
]
