"""Addresses of these pages: the household, invitations, and a person's accounts."""

from django.urls import path

from hearthline.portal.household import accounts, invitation, inviting, members, ownership

urlpatterns = [
    path("household/", members.household, name="household"),
    path("household/invite/", inviting.invite, name="invite-member"),
    path(
        "household/invitations/<int:invitation_id>/resend/",
        inviting.resend,
        name="resend-invitation",
    ),
    path(
        "household/invitations/<int:invitation_id>/withdraw/",
        inviting.withdraw,
        name="withdraw-invitation",
    ),
    path("household/members/<int:member_id>/", members.member, name="household-member"),
    path("household/members/<int:member_id>/remove/", members.remove, name="remove-member"),
    path("household/leave/", members.leave, name="leave-household"),
    path("household/ownership/", ownership.ownership, name="ownership"),
    path("household/ownership/end/", ownership.end_offer, name="end-ownership-offer"),
    path("invitation/<str:invitation_token>/", invitation.invitation, name="invitation"),
    path("invitation/<str:invitation_token>/accept/", invitation.accept, name="accept-invitation"),
    path("invitation/<str:invitation_token>/join/", invitation.join, name="join-by-invitation"),
    path(
        "invitation/<str:invitation_token>/decline/", invitation.decline, name="decline-invitation"
    ),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/switch/", accounts.switch, name="switch-account"),
    path("accounts/add/", accounts.add, name="add-account"),
]
