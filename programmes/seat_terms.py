"""What a seat on the committee asks for, in words: the same on the page of an invitation and in its mail."""

from django.utils.translation import gettext as _, ngettext

from accelerator.web.templatetags.prose import day, longdate
from programmes.enums import RoleName
from programmes.models import Edition, Invitation


def describe_seat(invitation: Invitation) -> list[tuple[str, str]]:
    """Labels and values, for an offer of a seat; for another role, what its organisers wrote of it."""
    lines: list[tuple[str, str]] = []
    if invitation.role == RoleName.REVIEWER:
        lines = _describe_work(invitation)
    if invitation.workload:
        lines.append((_("Ce que cela demande"), invitation.workload))
    return lines


def _describe_work(invitation: Invitation) -> list[tuple[str, str]]:
    edition = invitation.edition
    lines = [(_("Dossiers à lire"), describe_load(invitation.capacity, edition.review_minutes))]
    if period := _describe_period(edition):
        lines.append((_("Lecture"), period))
    if edition.committee_meets_at:
        lines.append((_("Réunion du comité"), longdate(edition.committee_meets_at)))
    if invitation.is_deputy:
        text = _("vous lisez et votez quand aucune personne titulaire de votre organisme ne le peut")
        lines.append((_("Suppléance"), text))
    return lines


def describe_load(capacity: int | None, minutes: int) -> str:
    """How many at most, the minutes of each, the hours of them all.

    « 12 au plus, 30 minutes environ par dossier, 6 heures en tout ».
    """
    each = ngettext("%(n)d minute environ par dossier", "%(n)d minutes environ par dossier", minutes) % {
        "n": minutes
    }
    if capacity is None:
        return each
    hours = max(1, round(capacity * minutes / 60))
    total = ngettext("%(n)d heure en tout", "%(n)d heures en tout", hours) % {"n": hours}
    return _("%(number)s au plus, %(each)s, %(total)s") % {"number": capacity, "each": each, "total": total}


def _describe_period(edition: Edition) -> str:
    """The period of the seat, from the closing of the call to the end of reviews, as far as they are known."""
    if edition.reviews_due_at is None:
        return ""
    opens = edition.call.closes_at
    if opens >= edition.reviews_due_at:
        return _("avant le %(end)s") % {"end": longdate(edition.reviews_due_at)}
    return _("du %(start)s au %(end)s") % {"start": day(opens), "end": longdate(edition.reviews_due_at)}


def read_usual_declaration() -> str:
    """What is accepted where organisers wrote nothing else, in the language of its reader."""
    return _(
        "J’évalue chaque dossier pour lui-même. Je déclare tout lien avec une structure candidate, ses membres ou "
        "ses partenaires, et tout intérêt concurrent, dès que je les connais : je ne note pas ces dossiers et je ne "
        "vote pas sur eux. Je garde pour moi ce que je lis et ce qui se dit en séance."
    )


def read_declaration(edition: Edition) -> str:
    """The present text of this edition, in the language of its reader."""
    return edition.declaration or read_usual_declaration()
