"""The three steps of a site where nothing was published yet: a programme, an edition, its call."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes.models import Call, Edition, Programme


@dataclass(frozen=True)
class FirstStep:
    """``href`` is empty for a step that waits for the one before."""

    label: str
    text: str
    href: str
    done: bool


def first_steps(at: datetime) -> list[FirstStep]:
    """What leads from an empty site to its first call; empty once a call is published. 3 queries."""
    if Call.objects.published(at).exists():
        return []
    programme = Programme.objects.order_by("pk").last()
    edition = Edition.objects.order_by("pk").last()
    return [
        FirstStep(
            _("Décrire le programme"),
            _("Son nom, ce que c’est, son logo, une adresse de contact, qui répond des données."),
            reverse("programmes:edit_programme", args=[programme.slug])
            if programme
            else reverse("programmes:new_programme"),
            programme is not None,
        ),
        FirstStep(
            _("Créer la première édition"),
            _("Son thème, son lieu, les jours de sa session. Formulaire et grille sont déjà prêts."),
            reverse("coaching:manage_edition", args=[edition.slug])
            if edition
            else reverse("programmes:new_edition")
            if programme
            else "",
            edition is not None,
        ),
        FirstStep(
            _("Publier l’appel"),
            _("Ce qu’il recherche, son règlement, ses dates. Il s’ouvre et se ferme tout seul."),
            reverse("programmes:manage_call", args=[edition.slug]) if edition else "",
            False,
        ),
    ]
