"""Invented contents for the components page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from accelerator.types import Context
from accelerator.web.forms import helper
from accelerator.web.templatetags.prose import PARIS


class SpecimenForm(forms.Form):
    """One field of each kind."""

    structure = forms.CharField(label=_("Nom de la structure"), max_length=200)
    email = forms.EmailField(label=_("Adresse électronique"), help_text=_("Un code y sera envoyé."))
    problem = forms.CharField(
        max_length=1500,
        label=_("Le problème de travail à résoudre"),
        help_text=_("Qui travaille, comment, et ce qui coince aujourd’hui."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    stage = forms.ChoiceField(
        label=_("Où en est le projet ?"),
        choices=[
            ("", _("Choisir")),
            ("idea", _("Une idée")),
            ("trial", _("Un essai")),
            ("use", _("En usage")),
        ],
    )
    days = forms.MultipleChoiceField(
        label=_("Vous venez"),
        choices=[("1", _("jeudi 13 décembre")), ("2", _("vendredi 14 décembre"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    level = forms.ChoiceField(
        label=_("Attention au travail et à sa qualité"),
        choices=[(str(level), str(level)) for level in range(5)],
        widget=forms.RadioSelect,
    )
    start = forms.DateField(
        label=_("Début de l’essai"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    attachment = forms.FileField(
        label=_("Pièce jointe"), required=False, help_text=_("Un PDF de 10 Mo au plus.")
    )
    rules = forms.BooleanField(label=_("J’ai lu le règlement de l’appel et je l’accepte"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layout = [Field(name, wrapper_class="segments") if name == "level" else name for name in self.fields]
        self.helper = helper(submit=_("Enregistrer"), layout=layout)


def specimen_page(number: str | None) -> Page[int]:
    """A page of a list of 312 things."""
    return Paginator(range(1, 313), 50).get_page(number)


def specimens() -> Context:
    """What the components page shows."""
    data = {
        "faulty-structure": "Atelier des Marais",
        "faulty-email": "claire.lemonnier",
        "faulty-problem": "Les plannings changent chaque matin & personne ne sait pourquoi.",
        "faulty-level": "3",
    }
    return {
        "now": datetime(2026, 10, 12, 18, 0, tzinfo=PARIS),
        "saved_at": datetime(2026, 10, 9, 14, 3, tzinfo=PARIS),
        "also": [
            {
                "title": _("Votre avis sur la session est attendu"),
                "text": _("À envoyer avant le 30 octobre."),
                "href": "#steps",
            },
        ],
        "phases": [
            {"label": _("Appel"), "state": "done", "date": "3 sept."},
            {"label": _("Sélection"), "state": "current", "date": "12 oct."},
            {"label": _("Session"), "state": "coming", "date": "13 déc."},
            {"label": _("Synthèse"), "state": "coming", "date": "janv."},
            {"label": _("Suivi"), "state": "coming", "date": "2027"},
        ],
        "steps": [
            {"label": _("Structure"), "state": "done", "href": "#steps"},
            {"label": _("Projet"), "state": "current", "href": "#steps"},
            {"label": _("Travail"), "state": "missing", "href": "#steps"},
            {"label": _("Attentes"), "state": "coming", "href": "#steps"},
            {"label": _("Envoi"), "state": "coming"},
        ],
        "journey": [
            {"label": _("Dossier envoyé"), "state": "done", "date": "9 octobre 2026", "href": "#journey"},
            {
                "label": _("Projet retenu"),
                "state": "done",
                "date": "22 octobre 2026",
                "text": _("Le comité souligne la place faite aux équipes de nuit."),
            },
            {
                "label": _("Confirmez votre venue"),
                "state": "current",
                "date": "avant le 2 novembre",
                "href": "#journey",
            },
            {"label": _("Deux jours d’accélération"), "state": "coming", "date": "13 et 14 décembre 2026"},
        ],
        "route": [
            {
                "label": _("Appel"),
                "state": "done",
                "date": "3 sept. – 12 oct.",
                "text": _("Déposez un dossier."),
            },
            {
                "label": _("Sélection"),
                "state": "current",
                "date": "22 octobre",
                "text": _("Le comité lit."),
            },
            {"label": _("Session"), "date": "13 et 14 déc.", "text": _("Deux jours pour avancer.")},
            {"label": _("Synthèse"), "date": "janvier", "text": _("Ce que la session a apporté.")},
            {"label": _("Suivi"), "date": "2027", "text": _("À 3, 6 et 12 mois.")},
        ],
        "facts": [
            (_("Structure"), "Atelier des Marais, Carentan (50)"),
            (_("Effectif"), "de 20 à 49 personnes"),
            (_("Dépôt"), "TN-2026-0007, le 9 octobre à 14 h 03"),
            (_("Site"), None),
        ],
        "rows": [
            {
                "title": "Le planning partagé",
                "structure": "Atelier des Marais",
                "score": 78,
                "low": 71,
                "high": 84,
            },
            {
                "title": "Tournées à l’écoute",
                "structure": "Soins du Bocage",
                "score": 66,
                "low": 58,
                "high": 75,
            },
            {
                "title": "La cale et l’écran",
                "structure": "Chantier naval Ozanne",
                "score": 52,
                "low": 47,
                "high": 57,
            },
        ],
        "prose": _(
            "## Pourquoi cet appel ?\n\nLe numérique change le travail : les plannings, les gestes, la façon de "
            "décider. « On nous a livré un outil, pas une organisation », dit une cadre de santé.\n\n"
            "- Trois profils de structures, toutes les maturités ;\n- deux jours à Caen, **13 équipes** ;\n"
            "- un parrain ou une marraine pour chaque projet.\n\n> Venir à deux change tout !"
        ),
        "faulty_form": SpecimenForm(data, prefix="faulty"),
        "form": SpecimenForm(),
    }
