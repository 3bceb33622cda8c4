"""Addresses of these pages: plans, channel packs and promotions.

Codes are the provider's own and may hold a slash, so they are taken as paths and stand last.
"""

from django.urls import URLPattern, URLResolver, path

from hearthline.console.catalog import channels, plans, prices, promotions, tariffs

urlpatterns: list[URLPattern | URLResolver] = [
    path("plans/", plans.plans, name="console-plans"),
    path("plans/add/", plans.add, name="console-add-plan"),
    path("plans/<path:plan_code>/prices/", prices.prices, name="console-plan-prices"),
    path("plans/<path:plan_code>/tariffs/", tariffs.tariffs, name="console-plan-tariffs"),
    path("tariffs/<int:tariff_id>/end/", tariffs.end, name="console-end-tariff"),
    path("tariffs/<int:tariff_id>/withdraw/", tariffs.withdraw, name="console-withdraw-tariff"),
    path("prices/<int:price_id>/withdraw/", prices.withdraw, name="console-withdraw-price"),
    path("plans/<path:plan_code>/", plans.plan, name="console-plan"),
    path("channels/", channels.channels, name="console-channels"),
    path("promotions/", promotions.promotions, name="console-promotions"),
    path("promotions/add/", promotions.add, name="console-add-promotion"),
    path("promotions/<path:promotion_code>/", promotions.promotion, name="console-promotion"),
]
