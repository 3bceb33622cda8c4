"""Addresses of these pages: tickets, articles and diagnoses."""

from django.urls import URLPattern, URLResolver, path

from hearthline.console.care import articles, diagnoses, tickets

urlpatterns: list[URLPattern | URLResolver] = [
    path("tickets/", tickets.tickets, name="console-tickets"),
    path("tickets/<str:ticket_number>/", tickets.ticket, name="console-ticket"),
    path("tickets/<str:ticket_number>/note/", tickets.note, name="console-ticket-note"),
    path("tickets/<str:ticket_number>/assign/", tickets.assign, name="console-ticket-assign"),
    path("tickets/<str:ticket_number>/solve/", tickets.solve, name="console-ticket-solve"),
    path(
        "tickets/<str:ticket_number>/attachments/<int:attachment_id>/",
        tickets.attachment,
        name="console-attachment",
    ),
    path("articles/", articles.articles, name="console-articles"),
    path("articles/new/", articles.new_article, name="console-new-article"),
    path("articles/<slug:slug>/", articles.article, name="console-article"),
    path("articles/<slug:slug>/history/", articles.history, name="console-article-history"),
    path(
        "articles/<slug:slug>/history/<int:version>/",
        articles.revision,
        name="console-article-revision",
    ),
    path(
        "accounts/<path:account_number>/diagnoses/<str:diagnosis_token>/",
        diagnoses.diagnosis,
        name="console-diagnosis",
    ),
    path(
        "accounts/<path:account_number>/diagnoses/",
        diagnoses.diagnoses,
        name="console-diagnoses",
    ),
    path("flows/", diagnoses.flows, name="console-flows"),
]
