"""The form of the stories of an edition."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.types import Values
from accelerator.web.forms import GUARDED, Helper
from coaching.followup.queries.letters import list_places
from coaching.models import ResultStory
from coaching.portfolio.models import STORIES
from programmes.models import Edition
from projects.models import Participation


class PlaceField(forms.ModelChoiceField):
    def label_from_instance(self, place: Participation) -> str:
        return str(place.project.title)


class StoriesForm(forms.Form):
    """One field for each rank, without the ranks of projects that this organiser may not read.

    Built within ``lock_when_posted``: a concurrent choice is shown before it is replaced.
    """

    agreed = forms.BooleanField(
        label=_(
            "Ces projets sont d’accord pour que leurs réponses d’avant et d’après paraissent, PDF compris"
        ),
        error_messages={"required": _("Demandez-leur d’abord : leurs réponses paraîtront sous leur nom.")},
    )
    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, object] | None = None, *, edition: Edition, reader: User) -> None:
        places = list_places(reader, edition).select_related("project").order_by("project__title", "pk")
        readable = {place.pk: place for place in places}
        rows = ResultStory.objects.filter(edition=edition).values_list("rank", "participation")
        self.stored: dict[int, int] = dict(rows)
        # keyed: it covers projects that this organiser may not read
        self.signature = salted_hmac("coaching.stories", str(sorted(self.stored.items()))).hexdigest()
        initial: Values = {f"story_{rank}": place for rank, place in self.stored.items()}
        super().__init__(data, initial={**initial, "seen": self.signature, "agreed": bool(self.stored)})
        self.readable = readable
        self.ranks = [rank for rank in range(1, STORIES + 1) if self.stored.get(rank) in {None, *readable}]
        labels = {1: _("Première histoire"), 2: _("Deuxième histoire"), 3: _("Troisième histoire")}
        names = []
        for rank in self.ranks:
            name = f"story_{rank}"
            names.append(name)
            self.fields[name] = PlaceField(
                places,
                label=labels[rank],
                required=False,
                empty_label=_("Aucune"),
                error_messages={"invalid_choice": _("Ce projet n’est plus parmi ceux qui sont venus.")},
            )
        self.order_fields([*names, "agreed", "seen"])
        self.helper = Helper(submit=_("Enregistrer"), attrs=GUARDED, layout=[*names, "agreed", "seen"])

    @property
    def places(self) -> dict[int, Participation | None]:
        """The chosen projects by rank, once the form is valid."""
        return {rank: self.cleaned_data[f"story_{rank}"] for rank in self.ranks}

    def clean(self) -> Values:
        data = super().clean() or {}
        chosen: dict[int, int] = {}
        for rank in self.ranks:
            place = data.get(f"story_{rank}")
            if place is None:
                continue
            if place.pk in chosen:
                self.add_error(f"story_{rank}", _("Ce projet est déjà choisi plus haut."))
            chosen[place.pk] = rank
        self._check_seen(data)
        return data

    def _check_seen(self, data: Values) -> None:
        """Refuse the first submission after a concurrent choice; sending it again replaces that choice."""
        if data.get("seen") in ("", self.signature):
            return
        titles = [self.readable[key].project.title for key in self.stored.values() if key in self.readable]
        self.add_error(
            None,
            _("Choisies entre-temps : %(titles)s. Enregistrez à nouveau pour les remplacer.")
            % {"titles": ", ".join(titles) or _("aucune")},
        )
        typed: Any = self.data.copy()  # type: ignore[attr-defined]
        typed["seen"] = self.signature
        self.data = typed
