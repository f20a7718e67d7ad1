"""A document on a page for one person: the same sections as the PDF, with links to the sources they may open."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy

from accelerator.charts import Chart
from accelerator.types import Context
from accelerator.web import access
from coaching.models import ActionItem, Blocker, Need, SurveyInvitation
from coaching.synthesis.reports.document import Block, Document, Section, is_empty
from coaching.synthesis.reports.edits import describe_authors
from coaching.synthesis.reports.project import TIMELINE_SOURCE
from coaching.synthesis.reports.year import OF_A_WAVE
from programmes.access import can, roles_of
from programmes.capabilities import Capability
from programmes.models import Edition, SupportScheme
from projects.models import Application, Participation, Project, ProjectMember

Resolver = Callable[[HttpRequest, Edition, Collection[str]], Mapping[str, str]]
"""The ids of one kind that this person may open → their addresses."""

_resolvers: dict[str, list[Resolver]] = defaultdict(list)


def register_source(kind: str, resolver: Resolver) -> None:
    """Register a function that finds the address of a source; the first of a kind with an address for an id is used."""
    if resolver not in _resolvers[kind]:
        _resolvers[kind].append(resolver)


def link_to(**pages: Capability) -> Resolver:
    """A resolver of ids that all lead to one page: the first of these, by its name, that this person's roles open."""

    def find(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
        for page, capability in pages.items():
            if can(request, capability, edition=edition.slug):
                return dict.fromkeys(names, reverse(f"coaching:{page}", args=[edition.slug]))
        return {}

    return find


def find_links(request: HttpRequest, edition: Edition, sources: Iterable[str]) -> dict[str, str]:
    """Source → address, for those this person may open. One query or two for each kind."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        kind, _colon, name = source.partition(":")
        if name:
            kinds[kind].add(name)
    links: dict[str, str] = {}
    for kind, names in kinds.items():
        for resolver in _resolvers[kind]:
            for name, address in resolver(request, edition, names).items():
                links.setdefault(f"{kind}:{name}", address)
    return links


def _find_pages(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
    """Pages of the edition, as the visibility table opens them. No query."""
    roles = roles_of(request).names(edition.slug) | {access.PUBLIC}
    return {
        name: reverse(name, args=[edition.slug]) for name in names if (access.row_for(name) or set()) & roles
    }


def _find_results(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
    """The results of a survey, by its kind. No query."""
    roles = roles_of(request).names(edition.slug)
    if not roles & (access.row_for("coaching:survey_results") or set()):
        return {}
    return {name: reverse("coaching:survey_results", args=[edition.slug, name]) for name in names}


def _find_readable(request: HttpRequest, edition: Edition, places: Collection[int]) -> dict[int, Any]:
    """The participations whose project is this person's (``is_own``), or whose dossier they organise. ``may_write``:
    an editor of the project, not only a reader. None for a visitor."""
    if not request.user.is_authenticated:
        return {}
    own = Q(pk__in=Participation.objects.of_member(request.user).order_by().values("pk"))
    dossiers = Application.objects.read_by_organiser(request.user).order_by().values("pk")
    rows = Participation.objects.filter(edition=edition, pk__in=places).select_related("project__application")
    rows = rows.filter(own | Q(project__application__in=dossiers))
    writes = ProjectMember.objects.editors().filter(user=request.user, project=OuterRef("project"))
    rows = rows.annotate(is_own=ExpressionWrapper(own, BooleanField()), may_write=Exists(writes))
    return {place.pk: place for place in rows}


def _find_projects(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
    """The dossier for organisers, the room for members of the project."""
    projects = {}
    for pk, place in _find_readable(request, edition, read_numbers(names)).items():
        dossier = [edition.slug, place.project.application.reference]
        room = reverse("coaching:room", args=[place.project.slug])
        projects[str(pk)] = room if place.is_own else reverse("projects:manage_application", args=dossier)
    return projects


def _find_rows_of(model: Any) -> Resolver:
    """Rows of the plan, on its page."""

    def find(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
        rows = model.objects.active().filter(uid__in=_read_uids(names)).order_by()
        places = dict(rows.values_list("uid", "participation"))
        readable = _find_readable(request, edition, set(places.values()))
        return {
            str(uid): f"{reverse('coaching:room_plan', args=[readable[place].project.slug])}#card-{uid}"
            for uid, place in places.items()
            if place in readable
        }

    return find


def _find_answers(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
    """The answers of a project: on its own page for its editors, among the results for organisers."""
    rows = SurveyInvitation.objects.filter(pk__in=read_numbers(names), survey__edition=edition)
    sent = {row.pk: (row.participation_id, row.survey) for row in rows.select_related("survey")}
    readable = _find_readable(request, edition, {place for place, _survey in sent.values()})
    answers = {}
    for pk, (place, survey) in sent.items():
        if place in readable and (readable[place].may_write or not readable[place].is_own):
            own = reverse(
                "coaching:my_answers", args=[readable[place].project.slug], query={"survey": survey.slug}
            )
            results = reverse("coaching:survey_results", args=[edition.slug, survey.slug])
            answers[str(pk)] = own if readable[place].is_own else results
    return answers


def _find_timelines(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
    """The timeline of a project, in its room."""
    return {
        str(pk): reverse("coaching:room_timeline", args=[place.project.slug])
        for pk, place in _find_readable(request, edition, read_numbers(names)).items()
    }


def _find_schemes(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
    if not can(request, Capability.MANAGE_FOLLOW_UP, edition=edition.slug):
        return {}
    own = SupportScheme.objects.filter(programme=edition.programme_id)
    schemes = own.filter(pk__in=read_numbers(names)).order_by()
    return {
        str(pk): reverse("programmes:edit_scheme", args=[edition.slug, pk])
        for pk in schemes.values_list("pk", flat=True)
    }


def _find_sheets(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
    """Public sheets, by the name of their project. One query."""
    open_sheets = Project.objects.published().filter(edition=edition, slug__in=names)
    return {
        slug: reverse("projects:public_project", args=[edition.slug, slug])
        for slug in open_sheets.order_by().values_list("slug", flat=True)
    }


def _find_pictures(request: HttpRequest, edition: Edition, names: Collection[str]) -> dict[str, str]:
    """Pictures: those that are no longer public are filtered from the document before. No query."""
    return {uid: reverse("coaching:gallery_thumb", args=[edition.slug, uid]) for uid in names}


def read_numbers(names: Collection[str]) -> list[int]:
    """The keys of rows among these names; a longer number is none."""
    return [int(name) for name in names if name.isdecimal() and len(name) < 18]


def _read_uids(names: Collection[str]) -> list[UUID]:
    return [UUID(name) for name in names]


def register_sources() -> None:
    """Called when the app is ready."""
    register_source("page", _find_pages)
    register_source("results", _find_results)
    register_source("project", _find_projects)
    register_source("blocker", _find_rows_of(Blocker))
    register_source("action", _find_rows_of(ActionItem))
    register_source("need", _find_rows_of(Need))
    register_source("answers", _find_answers)
    register_source(OF_A_WAVE, _find_answers)
    register_source(TIMELINE_SOURCE, _find_timelines)
    register_source("scheme", _find_schemes)
    register_source("picture", _find_pictures)
    register_source("sheet", _find_sheets)


TEMPLATES = {
    "facts": "coaching/synthesis/blocks/_facts.html",
    "list": "coaching/synthesis/blocks/_list.html",
    "prose": "coaching/synthesis/blocks/_prose.html",
    "note": "coaching/synthesis/blocks/_note.html",
    "chips": "coaching/synthesis/blocks/_chips.html",
    "charts": "coaching/synthesis/blocks/_charts.html",
    "table": "coaching/synthesis/blocks/_table.html",
    "quote": "coaching/synthesis/blocks/_quote.html",
    "card": "coaching/synthesis/blocks/_card.html",
    "scheme": "coaching/synthesis/blocks/_scheme.html",
    "picture": "",
}
"""By type of block; pictures are grouped."""


LINKED = {"card", "scheme", "picture"}
"""Blocks whose own title, or image, is the link to their source; the others cite it as a numbered note."""
FEW_SECTIONS = 3
"""A document of so few sections has no contents."""


def show_document(document: Document, request: HttpRequest, edition: Edition) -> Context:
    """The document without its empty sections, its ``contents``, and its sources as numbered ``notes``.

    Its language is the active one.
    """
    sections = [section for section in document["sections"] if not is_empty(section)]
    links = find_links(request, edition, dict.fromkeys(_list_sources(sections)))
    notes = _number_notes(sections, links)
    titled = [section for section in sections if section["title"]]
    return {
        **document,
        "language": get_language(),
        "contents": titled if len(titled) > FEW_SECTIONS else [],
        "sections": [_show_section(section, links, notes) for section in sections],
        "notes": list({note.number: note for note in notes.values()}.values()),
    }


def render_document(document: Document, request: HttpRequest, edition: Edition) -> str:
    """The HTML of a document, in the active language."""
    described = show_document(document, request, edition)
    return render_to_string("coaching/synthesis/_document.html", {"document": described})


@dataclass(frozen=True)
class SourceNote:
    """A source of facts, under one number however often it is cited."""

    number: int
    href: str
    label: str


def _number_notes(sections: Sequence[Section], links: Mapping[str, str]) -> dict[str, SourceNote]:
    """By source, its note, in the order of the document; sources of the same address are one note."""
    by_address: dict[str, SourceNote] = {}
    notes: dict[str, SourceNote] = {}
    for section in sections:
        for source in _list_sources(
            [section["text"], [_leave_title_out(block) for block in section["blocks"]]]
        ):
            href = links.get(source)
            if href and source not in notes:
                label = name_source(source, section["title"])
                notes[source] = by_address.setdefault(href, SourceNote(len(by_address) + 1, href, label))
    return notes


def _leave_title_out(block: Block) -> Block:
    return {**block, "source": ""} if block["type"] in LINKED else block


def _list_sources(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.get("source"):
            yield value["source"]
        for row in value.get("rows", ()) if value.get("type") in ("facts", "card") else ():
            if row[2]:
                yield row[2]
        for item in value.values():
            yield from _list_sources(item)
    elif isinstance(value, list):
        for item in value:
            yield from _list_sources(item)


def _show_section(section: Section, links: Mapping[str, str], notes: Mapping[str, SourceNote]) -> Context:
    blocks = [_describe_block(block, links, notes) for block in section["blocks"]]
    return {
        **section,
        **describe_authors(section),
        "text": [{**sentence, "note": notes.get(sentence["source"])} for sentence in section["text"]],
        "pictures": [block for block in blocks if block["type"] == "picture" and block["href"]],
        "blocks": [block for block in blocks if block["type"] != "picture"],
    }


def _describe_block(block: Block, links: Mapping[str, str], notes: Mapping[str, SourceNote]) -> Context:
    source = block.get("source", "")
    described = {
        **block,
        "template": TEMPLATES[block["type"]],
        "href": links.get(source, "") if block["type"] in LINKED else "",
        "note_of": None if block["type"] in LINKED else notes.get(source),
    }
    if block["type"] in ("facts", "card"):
        described["rows"] = [
            {"label": label, "value": value, "note": notes.get(row_source)}
            for label, value, row_source in block["rows"]
        ]
    if block["type"] == "list":
        described["items"] = [{**item, "note": notes.get(item["source"])} for item in block["items"]]
    if block["type"] == "charts":
        described["charts"] = [Chart(**chart) for chart in block["charts"]]
    return described


KINDS: dict[str, str | Promise] = {
    "page": gettext_lazy("Page de l’édition"),
    "results": gettext_lazy("Résultats de l’enquête"),
    "project": gettext_lazy("Le projet"),
    "blocker": gettext_lazy("Plan d’action"),
    "action": gettext_lazy("Plan d’action"),
    "need": gettext_lazy("Besoin transmis aux partenaires"),
    "answers": gettext_lazy("Réponses au fichier de synthèse"),
    "wave": gettext_lazy("Réponses au suivi"),
    "drawn": gettext_lazy("Frise"),
    "scheme": gettext_lazy("Dispositif"),
    "sheet": gettext_lazy("Fiche publique"),
    "commitments": gettext_lazy("Engagements"),
    "letter": gettext_lazy("Lettre des partenaires"),
    "minutes": gettext_lazy("Compte rendu de la réunion"),
}
"""By kind of source."""
PAGES: dict[str, str | Promise] = {
    "programmes:call": gettext_lazy("L’appel à projets"),
    "projects:manage_applications": gettext_lazy("Dossiers"),
    "projects:announce": gettext_lazy("Annonce"),
    "programmes:manage_committee": gettext_lazy("Comité de sélection"),
    "programmes:manage_people": gettext_lazy("Personnes"),
    "programmes:manage_schemes": gettext_lazy("Dispositifs"),
    "coaching:manage_attendees": gettext_lazy("Participants"),
    "coaching:mix": gettext_lazy("Grand Mix des idées"),
    "coaching:session_drawn": gettext_lazy("Ce que les projets ont dessiné"),
    "coaching:timetable": gettext_lazy("Programme de la session"),
    "coaching:manage_surveys": gettext_lazy("Enquêtes"),
    "coaching:read_synthesis": gettext_lazy("Réponses au fichier de synthèse"),
    "coaching:manage_results": gettext_lazy("Résultats de l’édition"),
}
"""By name of a page of the edition."""


def name_source(source: str, section: str) -> str:
    """« Réponses au suivi, pour « À 12 mois » »; ``section``: where it is first cited."""
    kind, _colon, name = source.partition(":")
    label = str(PAGES.get(name) if kind == "page" and name in PAGES else KINDS.get(kind, KINDS["page"]))
    return _("%(label)s (%(section)s)") % {"label": label, "section": section} if section else label
