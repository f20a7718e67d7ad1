"""The list of a conflict round as it is posted, and what an organiser decides of one link."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.text import clean_text
from accelerator.web.forms import TICK
from projects.conflicts.models import ConflictEffect
from projects.declarations.actions import REASON_LENGTH, LinkEntry, make_mark
from projects.declarations.models import LinkAnswer
from projects.declarations.queries import ConflictPair, DeclarationRow

EFFECTS: list[tuple[str, "str | Promise"]] = [
    (ConflictEffect.HIDDEN, _("ne pas voir ce dossier")),
    (ConflictEffect.NO_VOTE, _("le voir, sans noter ni voter")),
    (ConflictEffect.DECLARED, _("le déclarer seulement, et évaluer comme les autres")),
]
"""What a person proposes for themselves."""


@dataclass(frozen=True)
class LinkRow:
    """A dossier of the list with what was typed for it, or what is saved; ``error`` is why it is not saved."""

    row: DeclarationRow
    entry: LinkEntry
    error: str = ""


def read_saved_entry(row: DeclarationRow) -> LinkEntry:
    answer, reference = row.answer, row.application.reference
    if answer is None:
        return LinkEntry(reference, "")
    return LinkEntry(reference, answer.answer, answer.reason, answer.effect, answer.version)


def read_entries(data: QueryDict, rows: Sequence[DeclarationRow]) -> list[LinkEntry]:
    """The posted answers; with ``rest``, « no link » for the dossiers that neither have nor get one."""
    names = [name for name in data if name.startswith("answer-") and "\0" not in name]
    keys = [name.removeprefix("answer-") for name in names]
    references = {row.key: row.application.reference for row in rows}
    # what calls no row calls no dossier either: where references are hidden, one that is typed is not tried
    entries = [_read_entry(data, key, references.get(key, f"« {key} »")) for key in keys]
    if "rest" in data:
        entries += [
            LinkEntry(row.application.reference, LinkAnswer.NONE)
            for row in rows
            if not row.is_answered and row.key not in keys
        ]
    return entries


def _read_entry(data: QueryDict, key: str, reference: str) -> LinkEntry:
    version = data.get(f"version-{key}", "")
    return LinkEntry(
        reference,
        data.get(f"answer-{key}", ""),
        clean_text(data.get(f"reason-{key}", "")),
        data.get(f"effect-{key}", ""),
        int(version) if version.isdecimal() and len(version) < 6 else 0,
    )


NO_LINK = "none"


class ResolveForm(forms.Form):
    """What an organiser decides of the link of somebody else, and why."""

    effect = forms.ChoiceField(
        label=_("Effet"),
        choices=[*ConflictEffect.choices, (NO_LINK, _("aucun lien"))],
        widget=forms.RadioSelect(attrs=TICK),
        error_messages={
            "required": _("Choisissez l’effet."),
            "invalid_choice": _("Choisissez un des effets de la liste."),
        },
    )
    reason = forms.CharField(
        label=_("Raison"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("Cette personne la lit. Inutile pour confirmer ce qui est déjà là."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, pair: ConflictPair, data: QueryDict | None = None) -> None:
        initial: dict[str, Any] = {"effect": pair.choice, "seen": make_mark(pair.answer, pair.recusal)}
        super().__init__(data, initial=initial, prefix=pair.anchor)
        self.pair = pair

    def show_changed(self) -> None:
        """Show the link as it is now, after a refusal: what is sent again acts on that."""
        self.data = {name: self.data[name] for name in self.data} | {
            self.add_prefix("seen"): self.initial["seen"]
        }

    @property
    def chosen_effect(self) -> ConflictEffect | None:
        value = self.cleaned_data["effect"]
        return None if value == NO_LINK else ConflictEffect(value)
