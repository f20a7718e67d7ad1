"""The brief of a project: one page before the first day, on screen and on paper."""

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator import pdf
from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.templatetags.prose import day
from coaching.room.access import ProjectRoom
from coaching.room.queries import Brief, read_brief
from coaching.room.views.entering import enter_room, render_tab

MOST_HOLDERS = 3
MOST_TURNS = 5
"""What the paper has room for; the page shows all."""


@require_safe
def brief(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room = enter_room(request, slug)
    return render_tab(request, room, "dossier", "coaching/room/brief.html", {"brief": read_brief(room)})


@never_cache
@require_safe
def brief_pdf(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The same on one tagged A4 page."""
    room, at = enter_room(request, slug), timezone.now()
    content = pdf.render(
        "coaching/room/brief.typ",
        pdf.french_spaces_in(_lay_out(room, read_brief(room))),
        title=room.project.title,
        language=translation.get_language() or "fr",
        at=at,
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="brief-{room.slug}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def _lay_out(room: ProjectRoom, found: Brief) -> Context:
    edition = room.participation.edition
    body = room.project.organisation
    facts = [
        [_("Structure"), ", ".join(filter(None, (body.name, body.town))) if body else ""],
        [
            _("Qui porte le projet"),
            "\n".join(_describe_person(room, person) for person in found.holders[:MOST_HOLDERS]),
        ],
        [_("Rendez-vous"), "\n".join(found.turns[:MOST_TURNS])],
    ]
    return {
        "running": edition.name,
        "foot": _("Pour celles et ceux qui accompagnent ce projet ; ne le diffusez pas."),
        "kind": _("Brief du projet"),
        "subtitle": f"{edition.name}, {day(edition.session_starts_on)}"
        if edition.session_starts_on
        else edition.name,
        "facts": [fact for fact in facts if fact[1]],
        "summary": found.summary,
        "advice_title": _("Ce que le comité conseille"),
        "advice": found.advice,
        "answers": [{"label": answer.label, "text": answer.text} for answer in found.answers],
        "more": _(
            "Un texte qui finit par « … » est plus long : tout le dossier est dans la salle du projet."
        ),
    }


def _describe_person(room: ProjectRoom, person: User) -> str:
    """Their name, and for those who work with them, where to reach them."""
    ways = (person.email, person.phone) if room.can_write else ()
    return " · ".join(dict.fromkeys(filter(None, (str(person), *ways))))
