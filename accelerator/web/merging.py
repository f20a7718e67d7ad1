"""One form open in two windows: each saves what it changed; a field that both changed is displayed before it is
overwritten."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accelerator.locking import lock_for_form
from accelerator.web.templatetags.prose import day, longdate

LONGEST_QUOTE = 200
"""Characters of the stored value that are quoted at the field."""


@contextmanager
def lock_when_posted(request: HttpRequest, row: models.Model) -> Iterator[None]:
    """Around a :class:`MergingForm` and the action that saves it: once posted, nobody writes ``row`` in between. The
    form is built inside, so that it compares with the present row. ``row``: its instance, or the row that is always
    locked first.
    """
    if request.method != "POST":
        yield
        return
    with lock_for_form(row):
        yield


class MergingForm(forms.ModelForm):
    """A form of a row whose hidden field has the values that its page displayed; built within :func:`lock_when_posted`.
    A field that this page left unchanged takes what somebody else saved meanwhile; one that both changed is an error
    with the present value, and is saved as typed if it is sent again. Sent without its hidden field, the form saves
    every posted value.
    """

    seen = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.merged: set[str] = set()
        """Fields that somebody else changed and this page did not."""
        self._stored = {name: self._sign(name, self._read_initial(name)) for name in self._names}
        self.initial["seen"] = json.dumps(self._stored)

    @property
    def _names(self) -> list[str]:
        return [name for name in self._meta.fields or () if name in self.fields]

    def _read_initial(self, name: str) -> object:
        return self.get_initial_for_field(self.fields[name], name)

    def _read_stored(self, name: str) -> object:
        return getattr(self.instance, name)

    def _sign(self, name: str, value: object) -> str:
        """What a value is, in a few letters: a text is the same whatever its line ends."""
        stored = self.fields[name].prepare_value(value)
        text = "" if stored is None else str(stored).replace("\r\n", "\n").strip()
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "seen" and name not in self.merged]

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        seen = self._read_seen()
        for name, stored in self._stored.items():
            if name not in self.cleaned_data or seen.get(name, stored) == stored:
                continue
            typed = self._sign(name, self.cleaned_data[name])
            if typed == seen[name]:
                self.merged.add(name)
                self.cleaned_data[name] = self._read_stored(name)
            elif typed != stored:
                text = _("Enregistré entre-temps : %(value)s. Enregistrez à nouveau pour le remplacer.")
                self.add_error(name, text % {"value": self._format_stored(name)})
        self.__dict__.pop("changed_data", None)
        self.data: Any = self.data.copy()
        # rendered again, the page has the present values
        self.data[self.add_prefix("seen")] = self.initial["seen"]
        for name in self.merged:
            self.data[self.add_prefix(name)] = self.fields[name].prepare_value(self._read_initial(name))

    def _read_seen(self) -> dict[str, str]:
        try:
            seen = json.loads(self.cleaned_data.pop("seen", "") or "{}")
        except (ValueError, RecursionError):
            seen = {}
        return seen if isinstance(seen, dict) else {}

    def _format_stored(self, name: str) -> str:
        stands = self._read_initial(name)
        if isinstance(stands, datetime):
            return longdate(stands)
        if isinstance(stands, date):
            return day(stands)
        if get_label := getattr(self.instance, f"get_{name}_display", None):
            stands = get_label()
        text = "" if stands is None else " ".join(str(stands).split())
        short = text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rstrip() + "…"
        return str(_("« %(words)s »") % {"words": short})
