"""Sheets to write on by hand during the session: the frise and the ADN map of each project, printed at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.qr import render_qr_code
from accelerator.types import Context
from accelerator.web.files import read_paper
from accelerator.web.templatetags.prose import clock
from coaching.canvas.enums import CanvasKind, Influence, Level
from coaching.canvas.queries.edition import list_projects_with_canvases
from coaching.canvas.views.posters import list_recipients
from coaching.models import Axis, Booking, SlotGroup
from coaching.room.views.pages import arrange_frame
from coaching.session.enums import SlotActivity
from coaching.session.mentors import find_mentors
from coaching.session.printing import answer_paper, render_paper
from programmes.access import edition_for
from programmes.models import Edition
from projects.models import Participation

MOMENTS = 8
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
    return answer_paper(content, f"{edition}-feuilles-{paper}")


def print_sheets(edition: Edition, places: Sequence[Participation], paper: str, at: datetime) -> bytes:
    """Two pages a project, each with its name, its mentor, its table, and the QR code of its tab. Five queries.

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
        "moments": MOMENTS,
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
