"""The field that a script fills in with what a device answered."""

import json
from typing import Any

from django import forms

_MOST = 40_000
"""Characters: several times what a device answers."""


class CredentialForm(forms.Form):
    """Holds a device's answer, and nothing that people type."""

    credential = forms.CharField(widget=forms.HiddenInput, max_length=_MOST, required=False)

    @property
    def answer(self) -> Any:
        """What was sent, if it can be read as JSON; else None, which proves nothing."""
        if not self.is_valid():
            return None
        try:
            return json.loads(self.cleaned_data["credential"])
        except (ValueError, RecursionError):
            return None
