"""What is still missing in an edition: before its call opens, then around its committee and its two days."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from coaching.home.organiser.facts import EditionFacts, address_of_mentors, reverse_in
from programmes.enums import Phase
from programmes.models import Edition
from programmes.queries import describe_pending_invitations


@dataclass(frozen=True)
class SetUpStep:
    """One of the steps before the call opens."""

    label: str
    text: str
    href: str
    done: bool
    can_wait: bool = False
    """Left to do, but the call may be published before."""


def set_up(edition: Edition, facts: EditionFacts) -> list[SetUpStep]:
    """The three steps before a new edition's call can open."""
    call = getattr(edition, "call", None)
    slug = [edition.slug]
    missing = _list_missing_essentials(edition)
    return [
        SetUpStep(
            _("Dire l’essentiel"),
            _("Il manque : %(missing)s.") % {"missing": ", ".join(missing)}
            if missing
            else _("Le thème, le lieu, les dates de la session, le nombre de projets.")
            if edition.place
            else _("Le lieu peut attendre : l’appel se publie sans."),
            reverse("programmes:manage_settings", args=slug),
            not missing,
        ),
        SetUpStep(
            _("Écrire l’appel"),
            _("Ses dates, ce qu’il recherche, son règlement."),
            reverse("programmes:manage_call", args=slug),
            bool(call and call.form_id and call.rules_fr),
        ),
        _committee_step(edition, facts),
    ]


def list_steps_left(edition: Edition, facts: EditionFacts, at: datetime) -> list[SetUpStep]:
    """What is still missing in a phase beside its next action: the people who judge dossiers, then what the two days
    need.
    """
    if edition.phase(at) in (Phase.PREPARATION, Phase.SESSION):
        return list_session_steps(edition, facts)
    if facts.reviewers or edition.phase(at) not in (Phase.ANNOUNCED, Phase.CALL, Phase.SELECTION):
        return []
    return [_committee_step(edition, facts)]


def list_session_steps(edition: Edition, facts: EditionFacts) -> list[SetUpStep]:
    """In the order of an organiser's weeks; none before there is a session, none once all is done."""
    if facts.planned is None:
        return []
    steps = [
        SetUpStep(
            _("Donner à chaque projet un parrain ou une marraine"),
            _("Une proposition pour tous, relue par vous, envoyée en une fois."),
            address_of_mentors(edition),
            facts.paired >= facts.confirmed,
        ),
        SetUpStep(
            _("Choisir les axes de la carte ADN"),
            _("Sans eux, la carte des projets reste fermée."),
            reverse_in("coaching:manage_axes", edition),
            facts.axes > 0,
        ),
        SetUpStep(
            _("Publier le programme"),
            _("Quand les projets sont répartis et les groupes faits : chaque personne reçoit le sien."),
            reverse_in("coaching:manage_session", edition),
            facts.published_at is not None,
        ),
        SetUpStep(
            _("Dresser la liste des personnes attendues"),
            _("Les badges, les feuilles d’émargement et les téléphones la lisent."),
            reverse_in("coaching:manage_attendees", edition),
            facts.attendees > 0,
        ),
        SetUpStep(
            _("Créer le code de la session"),
            _("Les téléphones entrent avec lui, sans compte, dès la veille."),
            reverse_in("coaching:session_code", edition),
            facts.codes > 0,
        ),
    ]
    return steps if not all(step.done for step in steps) else []


def _committee_step(edition: Edition, facts: EditionFacts) -> SetUpStep:
    """To do until somebody sits."""
    is_composed = bool(facts.criteria and facts.seats)
    invited = describe_pending_invitations(facts.invited_reviewers)
    if is_composed and not facts.reviewers and invited:
        text = _("Personne ne siège encore : %(invited)s.") % {"invited": invited}
    elif is_composed and not facts.reviewers:
        text = _("Personne ne siège encore : invitez les membres du comité.")
    else:
        text = _("La grille d’évaluation et les organismes qui siègent.")
        text = f"{text} {invited.capitalize()}." if invited else text
    return SetUpStep(
        _("Réunir le comité"),
        text,
        reverse_in("programmes:manage_people" if is_composed else "programmes:manage_committee", edition),
        done=is_composed and bool(facts.reviewers),
        can_wait=is_composed,
    )


def _list_missing_essentials(edition: Edition) -> list[str]:
    """The settings that a new edition does not have yet; its place may be found later."""
    essentials = [
        (edition.theme_fr, _("le thème")),
        (edition.session_starts_on, _("les dates de la session")),
    ]
    return [str(name) for value, name in essentials if not value]
