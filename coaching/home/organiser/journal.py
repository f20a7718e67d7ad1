"""The audit log of an edition in words: its latest events, grouped, and every entry with its dossier."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db.models import CharField, Model, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.accounts.models import User
from accelerator.audit import verbs
from accelerator.audit.models import AuditEntry
from accelerator.audit.verbs import Verb
from programmes.models import Edition
from programmes.sections import GROUPS
from programmes.todo import MayOpen
from projects.models import Application

LATEST, READ = 3, 120
"""Events on the dashboard; entries read to list them."""
_SUBJECTS = {
    "coaching:cockpit": "coaching.broadcast coaching.incident",
    "coaching:manage_attendees": "coaching.attendee coaching.sessioncode",
    "coaching:manage_commitments": "coaching.commitment",
    "coaching:manage_gallery": "coaching.galleryitem",
    "coaching:manage_letters": "coaching.supportletter coaching.letterline",
    "coaching:manage_pairings": "coaching.pairing",
    "coaching:manage_portfolio": "coaching.canvas projects.project",
    "coaching:manage_posts": "coaching.post",
    "coaching:manage_reports": "coaching.synthesisreport coaching.editedsection",
    "coaching:manage_session": (
        "coaching.booking coaching.room coaching.session coaching.sessionday coaching.slot coaching.slotgroup"
        " coaching.slotresource coaching.slotshift coaching.slotspeaker"
    ),
    "coaching:manage_support_board": (
        "coaching.meetingminutes coaching.need coaching.partnermeeting coaching.stance coaching.supportdecision"
    ),
    "coaching:manage_surveys": (
        "coaching.attendeeresponse coaching.personalresponse coaching.survey coaching.surveyinvitation"
    ),
    "coaching:mix": "coaching.contribution coaching.mixboard coaching.mixround coaching.rotation",
    "programmes:manage_call": "programmes.call programmes.lateaccess",
    "programmes:manage_committee": "programmes.committeeseat projects.seatwaiver",
    "programmes:manage_people": "programmes.invitation programmes.role accounts.user",
    "programmes:manage_schemes": "programmes.supportscheme programmes.tableimport",
    "programmes:manage_settings": "programmes.edition",
    "projects:announce": "projects.participation",
    "projects:committee_minutes": "projects.committeeminutes",
    "projects:deliberation": "projects.meeting",
    "projects:manage_applications": "projects.application projects.bulkaction",
    "projects:manage_assignment": "projects.review",
    "projects:manage_exports": "projects.exportjob",
}
PAGES = {subject: page for page, subjects in _SUBJECTS.items() for subject in subjects.split()}
"""The model of an entry → the section that lists such rows."""
_PAGE_OF_VERB = {
    "choose_stories": "coaching:manage_stories",
    "change_expertise": "programmes:manage_committee",
    "change_declaration": "programmes:manage_committee",
    "remind_declarations": "programmes:manage_committee",
    "save_grid": "programmes:manage_criteria",
    "choose_schemes": "programmes:manage_schemes",
    "announce": "projects:announce",
    "approve_feedback": "projects:announce",
    "withhold_feedback": "projects:announce",
    "apply_assignment": "projects:manage_assignment",
    "plan_assignment": "projects:manage_assignment",
    "rebalance": "projects:manage_assignment",
    "exceed_capacity": "projects:manage_assignment",
    "plan_replacement": "projects:manage_assignment",
    "extend_reviews": "projects:manage_assignment",
    "remind_reviewer": "projects:manage_assignment",
    "open_conflict_round": "projects:manage_conflicts",
    "close_conflict_round": "projects:manage_conflicts",
    "remind_conflict_round": "projects:manage_conflicts",
}
"""Acts whose page is not that of their subject, such as the settings for an edition."""
_TITLES = {
    "coaching:manage_stories": gettext_lazy("Choisir les histoires"),
    "programmes:manage_schemes": gettext_lazy("Dispositifs d’appui"),
}
"""Pages without a tab of their own."""


@dataclass
class Event:
    """One act, or several similar acts of one person in a row; ``href`` and ``label`` lead to their subject."""

    at: datetime
    who: str
    verb: Verb
    entries: list[AuditEntry]
    label: "str | Promise" = ""
    href: str = ""

    @property
    def words(self) -> str:
        return f"{self.who} {self.verb.describe(len(self.entries))}"


def name_author(entry: AuditEntry) -> str:
    """The name of the author; none for a job, nor for a personal link, which may have been forwarded."""
    if entry.actor:
        return str(entry.actor)
    verb = entry.declared_verb
    return _("Quelqu’un (par lien personnel, sans connexion)") if verb and verb.by_link else _("Le site")


def list_latest_events(edition: Edition, reader: User, may_open: MayOpen) -> list[Event]:
    """The latest events of an edition, newest first, without minor ones, each with its dossier, if the reader may see
    it, else the page of such rows. Three queries."""
    events = _gather_events(edition)
    about = _map_dossiers([entry for event in events for entry in event.entries])
    seen = _read_dossiers(about, reader)
    labels = {
        name: label
        for _group, sections in GROUPS
        for _label, tabs in sections
        for name, label in tabs.items()
    }
    for event in events:
        keys = {about[entry.pk] for entry in event.entries}
        dossier = seen.get(keys.pop()) if len(keys) == 1 else None
        page = _PAGE_OF_VERB.get(event.verb.name) or PAGES.get(event.entries[0].subject_type, "")
        if dossier:
            event.label = dossier.title or dossier.reference
            event.href = reverse("projects:manage_application", args=[edition.slug, dossier.reference])
        elif page and may_open(page, edition):
            event.label = _TITLES.get(page) or labels.get(page, "")
            event.href = reverse(page, args=[edition.slug])
    return events


def _gather_events(edition: Edition) -> list[Event]:
    verb_names = {verb.name for verb in verbs.list_declared() if not verb.is_minor}
    entries = (
        AuditEntry.objects.in_scope(edition.scope)
        .filter(verb__in=verb_names)
        .select_related("actor")
        .order_by("-pk")
    )
    events: list[Event] = []
    for entry in sorted(entries[:READ], key=lambda entry: entry.at, reverse=True):
        verb = entry.declared_verb
        if verb is None or verb.is_minor:
            continue
        who = name_author(entry)
        last = events[-1] if events else None
        if last and (last.verb, last.who) == (verb, who):
            last.entries.append(entry)
            continue
        if len(events) == LATEST:
            break
        events.append(Event(entry.at, who, verb, [entry]))
    return events


PAGE_SIZE = 30


@dataclass(frozen=True)
class JournalLine:
    """A line of the journal of an edition. ``reason``: the words of the person. ``dossier`` is ``None`` for an act
    about no dossier, or about one that the reader may not see.
    """

    at: datetime
    who: str
    words: str
    reason: str
    dossier: Application | None


def read_journal(
    edition: Edition, reader: User, number: str | None
) -> tuple["Page[AuditEntry]", list[JournalLine]]:
    """One page of the journal, newest first: four queries."""
    written = AuditEntry.objects.in_scope(edition.scope).select_related("actor").order_by("-pk")
    page = Paginator(written, PAGE_SIZE).get_page(number)
    entries = sorted(page, key=lambda entry: (entry.at, entry.pk), reverse=True)
    about = _map_dossiers(entries)
    seen = _read_dossiers(about, reader)
    return page, [
        JournalLine(
            entry.at,
            name_author(entry),
            verb.describe()
            if (verb := entry.declared_verb)
            else _("a fait : %(verb)s") % {"verb": entry.verb},
            _read_reason(entry, about, seen),
            seen.get(about[entry.pk]),
        )
        for entry in entries
    ]


@cache
def _find_paths_to_dossier() -> dict[str, tuple[type[Model], str]]:
    """Models of entries, beside the dossier itself, with their ``PATH_TO_DOSSIER``."""
    models = ((model, getattr(model, "PATH_TO_DOSSIER", "")) for model in apps.get_models())
    return {model._meta.label_lower: (model, path) for model, path in models if path}


def _map_dossiers(entries: list[AuditEntry]) -> dict[int, int | None]:
    """Entry → its dossier, or ``None`` when it has none, or when its subject was deleted.

    One query, none when the entries are about dossiers or about models without a path to one.
    """
    paths = []
    for label, (model, path) in _find_paths_to_dossier().items():
        keys = {entry.subject_id for entry in entries if entry.subject_type == label}
        if keys:
            kind = Value(label, output_field=CharField())
            rows = model._default_manager.filter(pk__in=keys).order_by()
            paths.append(rows.values_list(kind, Cast("pk", CharField()), path))
    rows_of_all = paths[0].union(*paths[1:], all=True) if paths else ()
    led = {(label, key): dossier for label, key, dossier in rows_of_all}
    return {
        entry.pk: int(entry.subject_id)
        if entry.subject_type == Application._meta.label_lower
        else entry.data.get("application") or led.get((entry.subject_type, entry.subject_id))
        for entry in entries
    }


def _read_dossiers(about: dict[int, int | None], reader: User) -> dict[int | None, Application]:
    """The dossiers of these entries that the reader may see, by key. One query, none without any."""
    dossiers = Application.objects.read_by_organiser(reader).only("reference", "title").order_by()
    return {**dossiers.in_bulk([key for key in about.values() if key])}


def _read_reason(entry: AuditEntry, about: dict[int, int | None], seen: dict[int | None, Application]) -> str:
    """The reason of an entry; "" if it is, or could be, about a dossier that the reader may not see."""
    dossier, verb = about[entry.pk], entry.declared_verb
    readable = dossier in seen if dossier else verb is not None and verb.reason_is_open
    return str(entry.data.get("reason", "")) if readable else ""
