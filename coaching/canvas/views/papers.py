"""What a canvas is on paper: sheets to write on by hand, posters, photographs of what was written."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.qr import render_qr_code
from accelerator.types import Context
from accelerator.web.files import hand_out, read_paper
from accelerator.web.forms import RefusalAsError, RefusalAsMessage
from accelerator.web.templatetags.prose import clock
from coaching.attendance.enums import Audience
from coaching.canvas.actions.canvas import open_canvas
from coaching.canvas.actions.photos import add_photo, describe_photo, remove_photo
from coaching.canvas.defaults import SPECS
from coaching.canvas.enums import CanvasKind, Influence, ItemKind, Level
from coaching.canvas.forms import PhotoForm, PhotoWordsForm
from coaching.canvas.queries.adn import (
    MOMENTS,
    AdnMap,
    AxisCard,
    chart_map,
    describe_difference,
    describe_level,
    describe_map,
    read_map,
)
from coaching.canvas.queries.canvas import Timeline, read_timeline
from coaching.canvas.queries.edition import count_words, format_length, list_projects_with_canvases
from coaching.canvas.queries.versions import list_answers, read_label
from coaching.canvas.views.frame import PAGES, find_overview, list_addresses, read_moment
from coaching.models import Axis, Booking, CanvasItem, CanvasPhoto, SlotGroup
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room, enter_to_write, render_tab
from coaching.room.views.pages import arrange_frame, render_poster
from coaching.session.enums import SlotActivity
from coaching.session.mentors import find_mentors
from coaching.session.planning.feasibility import PITCH_MINUTES
from coaching.session.printing import render_paper, respond_with_pdf
from coaching.session.timetable import find_session
from programmes.access import edition_for
from programmes.models import Edition
from projects.models import Participation

BLANK_MOMENTS = 8
"""Places for an event on the line of a frise."""


@never_cache
@require_safe
def print_all(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The sheets to write on by hand of all projects that come, on the paper of ``?paper=``."""
    current_edition, paper = edition_for(request, edition), read_paper(request)
    places = [project.place for project in list_projects_with_canvases(current_edition, request.user)]
    if not places:
        messages.info(request, _("Aucun projet ne vient encore : il n’y a pas de feuille."))
        return redirect("coaching:session_drawn", edition)
    content = print_sheets(current_edition, places, paper, timezone.now())
    return respond_with_pdf(content, f"{edition}-feuilles-{paper}")


def print_sheets(edition: Edition, places: Sequence[Participation], paper: str, at: datetime) -> bytes:
    """Print two pages for each project, with its name, its mentor, its table, and the QR code of its tab. Five
    queries.

    ``places``: with their project and its organisation.
    """
    mentors = find_mentors([place.pk for place in places])
    axes = list(Axis.objects.filter(edition=edition).order_by("position", "pk"))
    tables = {kind: find_tables(edition, kind) for kind in (SlotActivity.TIMELINE, SlotActivity.ADN)}
    kinds = {CanvasKind.TIMELINE: _arrange_timeline(), CanvasKind.ADN: _arrange_axes(axes)}
    sheets = []
    for place in places:
        mentor = mentors.get(place.pk)
        head = {
            "title": place.project.title,
            "body": str(place.project.organisation or ""),
            "mentor": mentor.name if mentor else "",
        }
        for kind, words in kinds.items():
            if kind == CanvasKind.ADN and not axes:
                continue
            page = f"{settings.SITE_URL}{reverse(f'coaching:room_{kind}', args=[place.project.slug])}"
            table = tables[SlotActivity(kind.value)].get(place.pk, "")
            qr = str(render_qr_code(page, label=""))
            sheets.append(
                {**head, "canvas": kind.value, "kind": str(kind.label), "table": table, "qr": qr, **words}
            )
    data = {
        **arrange_frame(edition, paper, at),
        "sheets": sheets,
        "words": {
            "mentor": _("Suivi par"),
            "table": _("Table"),
            "qr": _("Scannez : la page où joindre la photo de cette feuille, ou la recopier"),
        },
    }
    return render_paper(
        "coaching/canvas/sheets.typ", data, _("Feuilles à remplir – %(name)s") % {"name": edition.name}, at
    )


def find_tables(edition: Edition, activity: SlotActivity) -> dict[int, str]:
    """The table and hour of the first slot of this activity, by participation, in the draft. Three queries."""
    where = {"slot__day__session__edition": edition, "slot__activity": activity}
    order = ("slot__day__date", "slot__starts_at", "pk")
    turns = Booking.objects.filter(**where).select_related("slot__day", "room").order_by(*order)
    groups = SlotGroup.objects.filter(**where).select_related("slot__day", "room").order_by(*order)
    tables: dict[int, str] = {}
    for turn in turns:
        tables.setdefault(turn.participation_id, _describe(turn.room.name if turn.room else "", turn))
    for group in groups.prefetch_related("participations"):
        name = f"{group.name}, {group.room.name}" if group.room else group.name
        for place in group.participations.all():
            tables.setdefault(place.pk, _describe(name, group))
    return tables


def _describe(name: str, row: Booking | SlotGroup) -> str:
    when = f"{date_format(row.slot.day.date, _('l j'))}, {clock(row.slot.starts_at)}"
    return f"{name} · {when}" if name else when


def _arrange_timeline() -> Context:
    return {
        "prompts": [label for _key, label, _text in list_recipients(CanvasKind.TIMELINE)],
        "moments": BLANK_MOMENTS,
        "what": _("Quoi ?"),
        "when": _("Quand ?"),
        "line": _("D’hier à demain : étapes, bascules, décisions"),
        "actors": _("Qui compte, et ce que chacun en attend"),
        "weights": [str(weight.label) for weight in Influence],
    }


def _arrange_axes(axes: Iterable[Axis]) -> Context:
    return {
        "axes": [{"label": str(axis.label), "question": str(axis.question)} for axis in axes],
        "blocker": _("verrou"),
        "ladder": " · ".join(f"{level.value} {level.label}" for level in Level),
    }


@never_cache
@require_safe
def timeline_poster(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The line from left to right, actors below."""
    room = enter_room(request, slug)
    canvas = find_overview(request, room, CanvasKind.TIMELINE).canvas
    words = arrange_timeline(read_timeline(canvas), list_answers(canvas) if canvas else [])
    return render_poster(
        request, room, "coaching/canvas/timeline_poster.typ", words, kind=_("Frise"), name=_("frise")
    )


@never_cache
@require_safe
def pitch_poster(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Seven parts on one page."""
    room = enter_room(request, slug)
    canvas = find_overview(request, room, CanvasKind.PITCH).canvas
    data = arrange_pitch(list_answers(canvas) if canvas else [])
    return render_poster(
        request, room, "coaching/canvas/pitch_poster.typ", data, kind=_("Pitch"), name=_("pitch")
    )


def arrange_answers(answers: Iterable[dict[str, str]]) -> list[tuple[str, str, str]]:
    """Key, label and text of each question."""
    return [(answer["key"], read_label(answer), answer["text"]) for answer in answers]


def list_recipients(kind: CanvasKind) -> list[tuple[str, str, str]]:
    """Key and label of each default question without a text, for a sheet to fill in by hand."""
    french = (translation.get_language() or "fr").startswith("fr")
    questions = [question for section in SPECS[kind] for question in section.questions]
    return [(question.key, question.label_fr if french else question.label_en, "") for question in questions]


def arrange_pitch(written: Iterable[dict[str, str]]) -> Context:
    """Context of the poster of a pitch, from its answers; an empty sheet while nobody began."""
    answers = arrange_answers(written) or list_recipients(CanvasKind.PITCH)
    words = count_words(text for _key, _label, text in answers)
    template = _("%(length)s à voix haute, pour %(minutes)d minutes")
    unwritten = _("à écrire") if words else ""
    return {
        "parts": [{"label": label, "text": text or unwritten} for _key, label, text in answers],
        "blank": not words,
        "length": template % {"length": format_length(words), "minutes": PITCH_MINUTES} if words else "",
    }


def arrange_timeline(timeline: Timeline, written: Iterable[dict[str, str]]) -> Context:
    """Context of the poster of a timeline, with its answers; an empty sheet while nobody began."""
    texts = {key: {"label": label, "text": text} for key, label, text in arrange_answers(written) if text}
    if blank := timeline.is_empty and not texts:
        texts = {
            key: {"label": label, "text": ""} for key, label, _text in list_recipients(CanvasKind.TIMELINE)
        }
    return {
        "blank": blank,
        "weights": [str(weight.label) for weight in Influence] if blank else [],
        "texts": [texts[key] for key in ("trigger", "today", "target") if key in texts],
        "moments": [_arrange_moment(item) for item in timeline.line],
        "actors_title": _("Acteurs"),
        "bands": [
            {
                "label": band.label or _("poids à dire"),
                "weight": band.weight,
                "actors": [{"label": actor.label, "expects": actor.expectation} for actor in band.actors],
            }
            for band in timeline.bands
        ],
        "decisive": Influence.DECISIVE.value,
        "empty": _("Cette frise reste à dessiner.") if timeline.is_empty and not blank else "",
    }


def _arrange_moment(item: CanvasItem) -> Context:
    kind = str(ItemKind(item.kind).label)
    return {
        "kind": item.kind,
        "is_target": item.phase == "target",
        "note": f"{kind} · {_('visé')}" if item.phase == "target" else kind,
        "label": item.label,
        "date": item.date_text,
        "detail": item.detail,
        "who": item.who,
    }


@never_cache
@require_safe
def poster(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The map of the session, or of ``?moment=``."""
    room, moment = enter_room(request, slug), read_moment(request)
    adn_map = read_map(room.participation, moment) if moment in MOMENTS else None
    if adn_map is None or (adn_map.is_again and not adn_map.has_again):
        raise Http404
    kind = _("Carte ADN, 6 mois après") if adn_map.is_again else _("Carte ADN")
    name = _("carte-adn")
    return render_poster(
        request, room, "coaching/canvas/adn_poster.typ", arrange_map(adn_map), kind=kind, name=name
    )


def arrange_map(adn_map: AdnMap) -> Context:
    """Context of the poster of a map."""
    radar = chart_map(adn_map)
    return {
        "words": {"blocker": _("verrou")},
        "blank": all(card.reading is None for family in adn_map.families for card in family.cards),
        "radar": radar.as_data() if radar else None,
        "description": describe_map(adn_map),
        "families": [
            {
                "label": str(family.heading),
                "axes": [_arrange_axis(card, again=adn_map.is_again) for card in family.cards],
            }
            for family in adn_map.families
        ],
    }


def _arrange_axis(card: AxisCard, *, again: bool) -> Context:
    reading = card.reading
    sign = reading.effect.replace("-", "−") if reading else ""
    effect = f"{sign} {reading.get_effect_display()}" if reading and reading.effect else ""
    more = [effect, reading.who, reading.evidence] if reading else []
    before = _("à la session : %(level)s (%(step)s)")
    earlier = {"level": describe_level(card.level_before), "step": describe_difference(card)}
    return {
        "label": str(card.axis.label),
        "level": None if card.level is None else int(card.level),
        "note": _("rien de dit") if card.level is None else describe_level(card.level),
        "change": before % earlier if again and card.level_before is not None else "",
        "finding": reading.finding if reading else "",
        "more": " · ".join(filter(None, more)),
        "blocker": card.blocker.text if card.blocker else "",
        "is_blocker": bool(card.blocker and reading and card.blocker.text.strip() == reading.finding.strip()),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """The form of a photograph; once sent, it is attached to the canvas."""
    room = enter_to_write(request, slug)
    page, overview = PAGES[kind], find_overview(request, room, kind)
    session = find_session(room.participation.edition)
    form = PhotoForm(request.POST or None, request.FILES or None, session=session)
    if request.method == "POST" and form.is_valid():
        values, at = form.cleaned_data, timezone.now()
        canvas = open_canvas(participation=room.participation, kind=kind, moment=overview.moment, at=at)
        with RefusalAsError(form):
            add_photo(
                canvas=canvas, checked=form.checked, alt=values["alt"], depicts=values["depicts"],
                people=values["people"], actor=room.person, at=at,
            )  # fmt: skip
            messages.success(request, _("La photo est jointe."))
            return redirect(f"{page.find_url(room, overview.moment)}#photos")
    context = {
        "form": form,
        "overview": overview,
        "cards": [],
        "title": _("Joindre une photo du papier"),
        "send_label": _("Joindre la photo"),
        "send_url": list_addresses(overview)["photo_add"],
        "page_url": page.find_url(room, overview.moment),
    }
    status = 422 if form.is_bound else 200
    return render_tab(request, room, page.kind, "coaching/canvas/canvas_photo.html", context, status)


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: AuthenticatedRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Change the description of a photograph and the people on it, which decides who sees it."""
    room = enter_to_write(request, slug)
    page, photo = PAGES[kind], _find_photo(room, kind, pk)
    form = PhotoWordsForm(
        request.POST or None, instance=photo, session=find_session(room.participation.edition)
    )
    page_url = page.find_url(room, photo.canvas.moment)
    if request.method == "POST" and form.is_valid():
        with RefusalAsMessage(request):
            describe_photo(photo=photo, **form.cleaned_data, actor=room.person, at=timezone.now())
            messages.success(request, _("C’est enregistré."))
        return redirect(f"{page_url}#photos")
    context = {
        "form": form,
        "cards": [],
        "title": _("Ce que montre la photo"),
        "send_label": _("Enregistrer"),
        "send_url": request.path,
        "page_url": page_url,
    }
    status = 422 if form.is_bound else 200
    return render_tab(request, room, page.kind, "coaching/canvas/canvas_photo.html", context, status)


def _find_photo(room: ProjectRoom, kind: str, pk: int) -> CanvasPhoto:
    rows = CanvasPhoto.objects.select_related("canvas__participation__edition")
    return get_object_or_404(rows, pk=pk, canvas__participation=room.participation, canvas__kind=kind)


@require_safe
def show(request: AuthenticatedRequest, slug: str, kind: str, pk: int) -> FileResponse:
    """The image, for those of the room, while everybody on it agrees."""
    photo = _find_photo(enter_room(request, slug), kind, pk)
    if not CanvasPhoto.objects.visible_to(Audience.PARTICIPANTS).filter(pk=photo.pk).exists():
        raise Http404
    return hand_out(photo.file, content_type=photo.content_type, inline=True)


@require_POST
def remove(request: AuthenticatedRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Take a photograph away, for good."""
    room = enter_to_write(request, slug)
    photo = _find_photo(room, kind, pk)
    remove_photo(photo=photo, actor=room.person, at=timezone.now())
    messages.success(request, _("La photo est retirée."))
    return redirect(f"{PAGES[kind].find_url(room, photo.canvas.moment)}#photos")
