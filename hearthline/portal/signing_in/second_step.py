"""The second step: a page for who has proved the first, and isn't signed in yet."""

from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hearthline.identity.access import anyone
from hearthline.identity.operations import StepRefusal, UnableToPassStep
from hearthline.identity.operations.codes import Channel
from hearthline.identity.refusal_words import code_words
from hearthline.identity.sessions import RECOVERY
from hearthline.identity.stages import SENT, SecondStepStage, Waiting, pending_step, waiting
from hearthline.portal.language import speak
from hearthline.portal.sign_in import REGISTRATION
from hearthline.portal.signing_in.forms import StepForm


@dataclass(frozen=True, slots=True)
class Way:
    """One of the other means, as the page offers it."""

    means: str
    words: str


@anyone
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code, or show the other ways."""
    stage = pending_step(request)
    if stage is None:
        return redirect("sign-in")
    step = waiting(request, stage)
    means = _chosen(step, request.POST.get("by") or request.GET.get("by", ""))
    if means == "passkey" or request.method != "POST":
        return _page(request, step, means)
    form = StepForm(request.POST, means=means, may_trust=step.may_trust)
    if form.is_valid():
        try:
            response = stage.try_code(
                means, form.cleaned_data["code"], trust=form.cleaned_data.get("trust", False)
            )
        except UnableToPassStep as error:
            if error.refusal is StepRefusal.ENDED:
                return _begin_again(request)
            form.add_error("code", _words(error.refusal, means))
        else:
            request.session.pop(REGISTRATION, None)
            request.session.pop(RECOVERY, None)
            return speak(response, getattr(request.user, "language", ""))
    return _page(request, step, means, form)


@anyone
@require_POST
def send(request: HttpRequest) -> HttpResponseBase:
    """Have a code sent, or another one."""
    stage = pending_step(request)
    if stage is None:
        return redirect("sign-in")
    channel = request.POST.get("by", "")
    if channel not in SENT:
        return redirect("second-step")
    refusal = _send(stage, cast("Channel", channel))
    if refusal is StepRefusal.ENDED:
        return _begin_again(request)
    if refusal is not None:
        messages.warning(request, _words(refusal, channel))
    return redirect(f"{request.path.removesuffix('send/')}?by={channel}")


def _send(stage: SecondStepStage, channel: Channel) -> StepRefusal | None:
    try:
        stage.send(channel)
    except UnableToPassStep as error:
        return error.refusal
    return None


def _begin_again(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("That sign-in has ended. Sign in again."))
    return redirect("sign-in")


def _chosen(step: Waiting, asked: str) -> str:
    return asked if asked in step.means else step.means[0]


def _page(
    request: HttpRequest, step: Waiting, means: str, form: StepForm | None = None
) -> HttpResponse:
    if form is None and means != "passkey":
        form = StepForm(means=means, may_trust=step.may_trust)
    values = {
        "form": form,
        "means": means,
        "is_sent": means in step.sent,
        "must_be_sent": means in SENT and means not in step.sent,
        "can_be_sent": means in SENT,
        "is_unusual": step.is_unusual,
        # For the form of a passkey, which begins anew and is both steps in one.
        "next": step.target,
        "next_name": REDIRECT_FIELD_NAME,
        "was_shared": step.is_shared,
        "other_ways": [Way(other, _way(other)) for other in step.means if other != means],
    }
    status = 422 if form and form.errors else 200
    return render(request, "portal/signing_in/second_step.html", values, status=status)


def _way(means: str) -> str:
    return {
        "passkey": _("Use a passkey"),
        "app": _("Use your authenticator app"),
        "recovery": _("Use a recovery code"),
        "email": _("Get a code by email"),
        "sms": _("Get a code by text message"),
    }[means]


def _words(refusal: StepRefusal, means: str) -> str:
    if refusal is StepRefusal.WRONG_CODE and means == "app":
        return _(
            "That code isn't right, or was used already. Wait for the next one, and check that"
            " your phone sets its clock by itself."
        )
    if refusal is StepRefusal.TOO_MANY:
        text = _(
            "Too many tries for now. Wait 15 minutes, then sign in again, or call us: %(phone)s."
        )
        return text % {"phone": settings.PROVIDER_PHONE}
    return code_words(refusal)
