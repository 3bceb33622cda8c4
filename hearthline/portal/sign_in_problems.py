"""What keeps people from signing in, each with the one thing to do next."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem, its next step in a sentence or two, the page of that step and an article.

    A page that this Hearthline doesn't have is left out.
    """

    title: Words
    step: Words
    page: str = ""
    action: Words = ""
    article: str = ""


PROBLEMS = (
    Problem(
        _("I forgot my username"),
        _("Your email address works just as well. Or have the username sent there."),
        "recover-username",
        _("Send my username"),
        "forgot-username",
    ),
    Problem(
        _("I forgot my password"),
        _("Choose a new one with a code that we send to your email address."),
        "recover-password",
        _("Choose a new password"),
        "forgot-password",
    ),
    Problem(
        _("My password is right, and it's refused"),
        _(
            "Passwords tell capitals from small letters. Look for Caps Lock, choose Show beside"
            " the password, and look for a space at its end."
        ),
        "sign-in",
        _("Try again"),
        "password-refused",
    ),
    Problem(
        _("My sign-in is blocked after many tries"),
        _(
            "Only passwords are blocked. A passkey still works, and so does a code by email; with"
            " such a code you can choose a new password, too."
        ),
        "recover-password",
        _("Choose a new password"),
        "sign-in-blocked",
    ),
    Problem(
        _("No code arrives"),
        _(
            "Wait five minutes and look into your spam folder. Then ask for one new code: only the"
            " newest counts."
        ),
        article="code-did-not-arrive",
    ),
    Problem(
        _("My code is refused"),
        _("A code works for 10 minutes, and only the newest one. Ask for a new one."),
        article="code-refused",
    ),
    Problem(
        _("I have a new phone, or lost the one with my codes"),
        _(
            "Where a code from your authenticator app is asked for, type one of your recovery"
            " codes. Have you none left, call us: we check who you are first."
        ),
        article="lost-phone",
    ),
    Problem(
        _("My authenticator app's codes are refused"),
        _(
            "Such codes need the right time. Set your phone's clock to automatic, then use the"
            " newest code."
        ),
        article="code-refused",
    ),
    Problem(
        _("My passkey doesn't work"),
        _(
            "A passkey works on the devices that have it, with their lock. Elsewhere sign in with"
            " your password or a code by email, and add a passkey there."
        ),
        "sign-in",
        _("Sign in another way"),
    ),
    Problem(
        _("Pages say that cookies are off"),
        _("Allow cookies for this page. We use them to know that it's still you, and for no more."),
        article="cookies-or-old-browser",
    ),
    Problem(
        _("The page looks broken, or nothing happens"),
        _("Update your browser or try another one. All of it works without JavaScript, too."),
        article="cookies-or-old-browser",
    ),
    Problem(
        _("I have no connection at home"),
        _("Use your mobile data, or look whether we know of an outage."),
        "status",
        _("See how the network is"),
    ),
    Problem(
        _("I have no sign-in yet"),
        _("Register with your account number; it's on every bill."),
        "register",
        _("Register for online access"),
        "details-do-not-match",
    ),
    Problem(
        _("I have two accounts"),
        _(
            "One sign-in can open both. Sign in with the one that you know; whoever owns the other"
            " account can invite you to it."
        ),
        "sign-in",
        _("Sign in"),
    ),
    Problem(
        _("I can't reach my email any more"),
        _("Call us. We check who you are, and then you can register anew."),
        article="no-contact-on-record",
    ),
    Problem(
        _("Somebody else may have signed in as me"),
        _("Choose a new password now: that signs everybody out."),
        "recover-password",
        _("Choose a new password"),
        "somebody-else-signed-in",
    ),
)
