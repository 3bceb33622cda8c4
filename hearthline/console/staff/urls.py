"""Addresses of these pages."""

from django.urls import URLPattern, path

from hearthline.console.staff import pages

urlpatterns: list[URLPattern] = [
    path("staff/", pages.everybody, name="console-staff"),
    path("staff/add/", pages.add, name="console-add-staff"),
    path("staff/<int:staff_id>/", pages.person, name="console-staff-person"),
    path("staff/<int:staff_id>/let-go/", pages.let_go, name="console-let-go"),
    path("staff/<int:staff_id>/let-in/", pages.let_in, name="console-let-in"),
    path("staff/<int:staff_id>/factors/", pages.factors, name="console-reset-factors"),
]
