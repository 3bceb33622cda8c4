"""Names by which django-allauth looks up addresses, given to pages of ours.

The portal's own patterns come first, so these are never reached; pages of allauth that we don't
offer have no address at all.
"""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path

from hearthline.identity.access import anyone


@anyone
def _only_a_name(request: HttpRequest) -> HttpResponseBase:
    raise Http404(request.path)


urlpatterns = [
    path("sign-in/", _only_a_name, name="account_login"),
    path("sign-in/second-step/", _only_a_name, name="mfa_authenticate"),
    path("sign-out/", _only_a_name, name="account_logout"),
    path("register/", _only_a_name, name="account_signup"),
]
