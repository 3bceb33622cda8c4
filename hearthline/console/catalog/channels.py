"""The channel list."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hearthline.catalog.operations import UnableToEditCatalog, save_channel
from hearthline.catalog.queries import all_channels
from hearthline.console.catalog.refusals import refusal_text
from hearthline.identity.access import staff

GENRES = {
    "local": gettext_lazy("Local"),
    "news": gettext_lazy("News"),
    "sports": gettext_lazy("Sports"),
    "films": gettext_lazy("Films"),
    "series": gettext_lazy("Series"),
    "children": gettext_lazy("Children"),
    "nature": gettext_lazy("Nature"),
    "music": gettext_lazy("Music"),
    "home": gettext_lazy("Home"),
    "spanish": gettext_lazy("In Spanish"),
}
_REQUIRED = {"required": gettext_lazy("Fill this in.")}
_HIGHEST = 9999


class ChannelForm(forms.Form):
    """A channel: one with a code that is there already is changed."""

    code = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]*$",
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Small letters, digits and dashes."),
        max_length=40,
        error_messages={
            **_REQUIRED,
            "invalid": gettext_lazy("Use small letters, digits and dashes."),
        },
    )
    number = forms.IntegerField(
        label=gettext_lazy("Number"), min_value=1, max_value=_HIGHEST, error_messages=_REQUIRED
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=100, error_messages=_REQUIRED)
    genre = forms.ChoiceField(label=gettext_lazy("Genre"), choices=list(GENRES.items()))


@staff("catalog")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """All channels, and a form that adds or changes one."""
    form = ChannelForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            save_channel(**form.cleaned_data)
        except UnableToEditCatalog as refusal:
            form.add_error(refusal.field or None, refusal_text(refusal))
        else:
            values = {"name": form.cleaned_data["name"]}
            messages.success(request, _("%(name)s is on the channel list.") % values)
            return redirect("console-channels")
    values = {
        "form": form,
        "channels": [(each, GENRES[each.genre]) for each in all_channels()],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "console/catalog/channels.html", values, status=status)
