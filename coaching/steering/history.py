"""The audit log of an edition, told in words: who did what, repeated acts gathered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.models import AuditEntry
from programmes.models import Edition

READ = 120
"""Entries looked at to tell the latest events."""


WORDS = {
    "create_edition": ngettext_lazy("a créé l’édition", "a créé l’édition", "count"),
    "change_edition": ngettext_lazy("a modifié les réglages", "a modifié les réglages", "count"),
    "change_call": ngettext_lazy("a modifié l’appel", "a modifié l’appel", "count"),
    "publish_call": ngettext_lazy("a publié l’appel", "a publié l’appel", "count"),
    "save_grid": ngettext_lazy(
        "a modifié la grille d’évaluation", "a modifié la grille d’évaluation", "count"
    ),
    "add_seat": ngettext_lazy(
        "a ajouté un organisme au comité", "a ajouté %(count)d organismes au comité", "count"
    ),
    "give_role": ngettext_lazy("a donné un rôle", "a donné %(count)d rôles", "count"),
    "invite": ngettext_lazy("a invité une personne", "a invité %(count)d personnes", "count"),
    "submit": ngettext_lazy("a déposé un dossier", "a déposé %(count)d dossiers", "count"),
    "withdraw": ngettext_lazy("a retiré un dossier", "a retiré %(count)d dossiers", "count"),
    "declare_eligible": ngettext_lazy(
        "a déclaré un dossier recevable", "a déclaré %(count)d dossiers recevables", "count"
    ),
    "declare_ineligible": ngettext_lazy(
        "a déclaré un dossier non recevable", "a déclaré %(count)d dossiers non recevables", "count"
    ),
    "assign": ngettext_lazy("a confié une évaluation", "a confié %(count)d évaluations", "count"),
    "apply_assignment": ngettext_lazy("a réparti les évaluations", "a réparti les évaluations", "count"),
    "submit_review": ngettext_lazy("a envoyé une évaluation", "a envoyé %(count)d évaluations", "count"),
    "recuse": ngettext_lazy("a enregistré un déport", "a enregistré %(count)d déports", "count"),
    "decide": ngettext_lazy("a enregistré une décision", "a enregistré %(count)d décisions", "count"),
    "announce": ngettext_lazy("a annoncé les décisions", "a annoncé les décisions", "count"),
    "confirm": ngettext_lazy("a confirmé sa venue", "a confirmé %(count)d venues", "count"),
    "decline": ngettext_lazy("a laissé sa place", "a laissé %(count)d places", "count"),
    "plan_session": ngettext_lazy("a préparé la session", "a préparé la session", "count"),
    "add_slot": ngettext_lazy("a ajouté un créneau", "a ajouté %(count)d créneaux", "count"),
    "edit_slot": ngettext_lazy("a modifié un créneau", "a modifié des créneaux", "count"),
    "book_slot": ngettext_lazy(
        "a placé un projet sur un créneau", "a placé des projets sur %(count)d créneaux", "count"
    ),
    "share_out_day": ngettext_lazy("a réparti les projets", "a réparti les projets", "count"),
    "publish_timetable": ngettext_lazy("a publié le programme", "a publié le programme", "count"),
    "propose_mentor": ngettext_lazy("a proposé un parrainage", "a proposé %(count)d parrainages", "count"),
    "accept": ngettext_lazy("a accepté un parrainage", "a accepté %(count)d parrainages", "count"),
    "refuse": ngettext_lazy("a décliné un parrainage", "a décliné %(count)d parrainages", "count"),
    "end": ngettext_lazy("a mis fin à un parrainage", "a mis fin à %(count)d parrainages", "count"),
    "open_survey": ngettext_lazy("a ouvert une enquête", "a ouvert %(count)d enquêtes", "count"),
    "send_links": ngettext_lazy(
        "a envoyé les liens de l’enquête", "a envoyé les liens de l’enquête", "count"
    ),
    "send": ngettext_lazy("a envoyé une synthèse", "a envoyé %(count)d synthèses", "count"),
    "request_report": ngettext_lazy("a demandé un document", "a demandé %(count)d documents", "count"),
}


@dataclass
class Event:
    """One or several like acts of one person, in a row."""

    at: datetime
    who: str
    what: Any
    verb: str
    count: int = 1

    @property
    def words(self) -> str:
        text = str(self.what % {"count": self.count})
        return f"{self.who} {text}"


def latest(edition: Edition, *, limit: int = 8) -> list[Event]:
    """The latest events of an edition, newest first: one query. Acts that have no words yet are left out."""
    entries = (
        AuditEntry.objects.in_scope(edition.scope)
        .filter(verb__in=WORDS)
        .select_related("actor")
        .order_by("-pk")
    )
    events: list[Event] = []
    for entry in sorted(entries[:READ], key=lambda entry: entry.at, reverse=True):
        who = str(entry.actor) if entry.actor else _("Une personne sans compte")
        last = events[-1] if events else None
        if last and (last.verb, last.who) == (entry.verb, who):
            last.count += 1
            continue
        if len(events) == limit:
            break
        events.append(Event(entry.at, who, WORDS[entry.verb], entry.verb))
    return events
