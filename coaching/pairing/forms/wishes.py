"""Forms of wishes: three by rank, and whom rather not."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.clean_fields import LineField
from accelerator.web.fields import LocalDateTimeField
from accelerator.web.forms import helper
from coaching.pairing.forms.pairings import MOST_PROJECTS
from coaching.pairing.models.wishes import MOST_WISHES

AVOIDED = 2
LABELS = {1: _("Premier souhait"), 2: _("Deuxième souhait"), 3: _("Troisième souhait")}


class WishesForm(forms.Form):
    """``choices``: the other side, by key. One is named once at most."""

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("Sans souhait")), *((str(pk), label) for pk, label in choices)]
        for rank in range(1, MOST_WISHES + 1):
            self.fields[f"rank_{rank}"] = forms.ChoiceField(
                label=LABELS[rank], choices=offered, required=False
            )
        nobody = [("", _("Personne")), *offered[1:]]
        for number in range(1, AVOIDED + 1):
            self.fields[f"avoid_{number}"] = forms.ChoiceField(
                label=_("Plutôt pas"), choices=nobody, required=False
            )
            self.fields[f"reason_{number}"] = LineField(
                label=_("Pourquoi"),
                max_length=400,
                required=False,
                help_text=_("Seule l’équipe d’organisation le lit."),
            )
        self.helper = helper(submit=_("Enregistrer mes souhaits"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: set[str] = set()
        names = [f"rank_{rank}" for rank in LABELS] + [f"avoid_{number}" for number in range(1, AVOIDED + 1)]
        for name in names:
            value = cleaned.get(name)
            if value and value in seen:
                self.add_error(name, _("Vous avez déjà choisi cette réponse plus haut."))
            seen.add(value or "")
        for number in range(1, AVOIDED + 1):
            if cleaned.get(f"avoid_{number}") and not cleaned.get(f"reason_{number}"):
                self.add_error(f"reason_{number}", _("Dites pourquoi en un mot : seule l’équipe le lit."))
        return cleaned

    @property
    def ranks(self) -> dict[int, int]:
        """Rank → the other's key, from the first without a gap; call after ``is_valid()``."""
        chosen = [self.cleaned_data[f"rank_{rank}"] for rank in LABELS if self.cleaned_data[f"rank_{rank}"]]
        return {rank: int(pk) for rank, pk in enumerate(chosen, start=1)}

    @property
    def avoided(self) -> dict[int, str]:
        data = self.cleaned_data
        return {
            int(data[f"avoid_{number}"]): data[f"reason_{number}"]
            for number in range(1, AVOIDED + 1)
            if data[f"avoid_{number}"]
        }


class MentorForm(forms.Form):
    """What a mentor says of themselves."""

    skills = LineField(
        label=_("Vos domaines"),
        max_length=200,
        required=False,
        help_text=_("Séparés par des virgules. Ils sont rapprochés des dossiers."),
    )
    projects = forms.IntegerField(
        label=_("Projets suivis au plus"),
        min_value=0,
        max_value=MOST_PROJECTS,
        required=False,
        help_text=_("Sans réponse, une part égale."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Enregistrer"))


class WishCallForm(forms.Form):
    """Until when wishes are said."""

    closes_at = LocalDateTimeField(
        label=_("Jusqu’au"), error_messages={"required": _("Dites jusqu’à quand répondre.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Demander les souhaits"))
