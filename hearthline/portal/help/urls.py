"""Addresses of these pages: articles and tickets."""

from django.urls import path

from hearthline.portal.help import articles, files, tickets

urlpatterns = [
    path("help/", articles.help_page, name="help"),
    path("help/<slug:slug>/", articles.article, name="article"),
    path("help/<slug:slug>/helped/", articles.helped, name="article-helped"),
    path("tickets/", tickets.tickets, name="tickets"),
    path("tickets/new/", tickets.new_ticket, name="new-ticket"),
    path("tickets/<str:ticket_number>/", tickets.ticket, name="ticket"),
    path("tickets/<str:ticket_number>/close/", tickets.close, name="close-ticket"),
    path("tickets/<str:ticket_number>/reopen/", tickets.reopen, name="reopen-ticket"),
    path(
        "tickets/<str:ticket_number>/attachments/<int:attachment_id>/",
        files.attachment,
        name="attachment",
    ),
]
