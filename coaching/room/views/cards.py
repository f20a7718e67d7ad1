"""Parts of the pages of the room: cards to take up or dismiss, rows whose form opens on demand, the scribe."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.forms import RowForm
from accelerator.rows.models import SharedRow
from accelerator.text import clean_text
from accelerator.types import Json, Values
from accelerator.web.forms import RefusalAsMessage
from coaching.room import actions
from coaching.room.access import ProjectRoom
from coaching.room.actions import choose_scribe
from coaching.room.cards import LONGEST, Card, find_card
from coaching.room.queries import find_scribe
from coaching.room.tabs import list_tabs
from coaching.room.views.entering import enter_room, enter_to_write, find_badge, find_home
from coaching.session.mentors import list_at_table


@require_POST
def answer_card(request: AuthenticatedRequest, slug: str, key: str) -> HttpResponse:
    """``verdict``: ``accepted``, with its ``text``, or ``dismissed``."""
    room = enter_to_write(request, slug)
    card = find_card(room, key)
    if card is None:
        messages.info(request, _("Quelqu’un a déjà répondu à cette carte."))
        return redirect("coaching:room", slug)
    _answer(request, room, card)
    return redirect(_find_page(room, card.source.tab))


@require_POST
def suggest_card_again(request: AuthenticatedRequest, slug: str, key: str) -> HttpResponse:
    """Suggest a dismissed card again."""
    room = enter_to_write(request, slug)
    actions.suggest_again(room=room, key=key)
    card = find_card(room, key)
    return redirect(_find_page(room, card.source.tab if card else ""))


def _answer(request: AuthenticatedRequest, room: ProjectRoom, card: Card) -> None:
    at = timezone.now()
    if request.POST.get("verdict") != "accepted":
        actions.dismiss_card(room=room, card=card, actor=request.user, at=at)
        undo = reverse("coaching:room_card_again", args=[room.slug, card.key])
        messages.success(request, _("Carte écartée."), extra_tags=f"undo={undo}")
        return
    text = clean_text(request.POST.get("text", "")) or card.text
    if len(text) > LONGEST:
        messages.error(
            request,
            _("Raccourcissez le texte de la carte : %(most)d caractères au plus.") % {"most": LONGEST},
        )
        return
    with RefusalAsMessage(request):
        actions.take_up_card(room=room, card=card, text=text, actor=request.user, at=at)


def _find_page(room: ProjectRoom, tab: str) -> str:
    page = next((listed for listed in list_tabs(room) if listed.name == tab), None)
    return reverse(page.url_name if page else "coaching:room", args=[room.slug])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def scribe(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room = enter_room(request, slug)
    scribe_of, back = find_scribe(room, timezone.now()), _find_back(request, room)
    if scribe_of is None:
        messages.info(request, _("La session est finie pour ce projet : rien à choisir."))
        return redirect(back)
    if not scribe_of.url:
        raise Http404
    if request.method == "POST" and _choose(request, room):
        return redirect(back)
    people = list_at_table(room.participation)
    context = {
        "room": room,
        "people": people,
        "chosen": room.participation.scribe_id,
        "home": find_home(request, room),
        "back": back,
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "coaching/room/scribe.html", context, status=status)


def _find_back(request: AuthenticatedRequest, room: ProjectRoom) -> str:
    """The page one came from: of the room, or « Maintenant »."""
    address = request.POST.get("next") or request.GET.get("next", "")
    is_local = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    if is_local:
        return address
    badge = find_badge(request)
    return (
        reverse("coaching:live", args=[badge.code.code])
        if badge
        else reverse("coaching:room", args=[room.slug])
    )


def _choose(request: AuthenticatedRequest, room: ProjectRoom) -> bool:
    typed = request.POST.get("person", "")
    key = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else -1 if typed else None
    with RefusalAsMessage(request):
        person = choose_scribe(room=room, key=key, actor=request.user, at=timezone.now())
        text = _("%(name)s tient la plume.") % {"name": person} if person else _("Personne n’est à la plume.")
        messages.success(request, text)
        return True
    return False


OPENED = "edit"
"""The parameter of a page for the row whose form is open."""


@dataclass(frozen=True)
class PageRow:
    """The data of ``rows/_row.html``. ``form``: ``None`` while the row is only read. ``urls``: those of
    :func:`make_row_urls`, and ``edit`` and ``close``, which open and close the form. ``is_named``: its kind is a
    heading above its fields.
    """

    kind: str
    instance: SharedRow
    uid: UUID
    form: RowForm | None
    urls: Mapping[str, str]
    is_new: bool
    is_movable: bool
    is_named: bool


class RowSheet:
    """The rows of one page. No query.

    ``rows_url``: see :func:`make_row_urls`. ``page_url``: the page without an open row. ``query``: what follows the
    addresses of rows. ``anchor``: prefix of the ids of rows. ``movable``: kinds that have an order. ``named``: kinds
    that are listed together. ``refused`` takes the place of its row, or of the new row of its kind. ``choices``: see
    :class:`RowForm`.
    """

    def __init__(
        self,
        request: HttpRequest,
        forms: Mapping[str, type[RowForm]],
        *,
        rows_url: str,
        page_url: str,
        query: str = "",
        anchor: str = "row",
        movable: Collection[str] = (),
        named: Collection[str] = (),
        refused: RowForm | None = None,
        choices: Mapping[str, object] | None = None,
    ) -> None:
        self.forms, self.choices, self.named, self.movable = forms, choices, named, movable
        self.rows_url, self.page_url, self.query, self.anchor = rows_url, page_url, query, anchor
        self.refused = refused
        self.closed: dict[str, Json] = {}
        """uid → the values with which static/js/row_forms.js fills the form of a closed row."""
        self._opened = request.GET.get(OPENED, "")
        self._new: dict[str, RowForm] = {}
        self._offered: set[str] = set()

    def add(self, kind: str, row: SharedRow, *, initial: Values | None = None) -> PageRow:
        """Add a row that this person may edit. ``initial``: values of fields that are no columns of it."""
        form = None
        if self.has_refused(kind) and self.refused and self.refused.uid == row.uid:
            form, self.refused = self.refused, None
        elif str(row.uid) == self._opened:
            form = self.forms[kind](uid=row.uid, instance=row, choices=self.choices, initial=initial)
        else:
            values = self._make_new(kind).list_values(row, initial or {})
            name = str(row)
            self.closed[str(row.uid)] = {"kind": kind, "name": name, "version": row.version, "values": values}
        return self._build_row(kind, row, form, row.uid)

    def add_new(self, kind: str) -> PageRow:
        """The next row of this kind; the refused one, if :meth:`add` did not place it."""
        if self.has_refused(kind) and self.refused:
            form, self.refused = self.refused, None
        else:
            form = self._make_new(kind)
            self._offered.add(kind)
        return self._build_row(kind, form.instance, form, form.uid)

    def has_refused(self, kind: str) -> bool:
        """Whether a refused form of this kind is not placed yet."""
        return type(self.refused) is self.forms[kind]

    @property
    def templates(self) -> list[PageRow]:
        """A new row of each kind that has closed rows and no new row on the page."""
        kinds = dict.fromkeys(row["kind"] for row in self.closed.values())
        forms = {kind: self._make_new(kind) for kind in kinds if kind in self.forms.keys() - self._offered}
        return [self._build_row(kind, form.instance, form, form.uid) for kind, form in forms.items()]

    def _make_new(self, kind: str) -> RowForm:
        if kind not in self._new:
            self._new[kind] = self.forms[kind](uid=uuid4(), choices=self.choices)
        return self._new[kind]

    def _build_row(self, kind: str, row: SharedRow, form: RowForm | None, uid: UUID) -> PageRow:
        urls = {
            **make_row_urls(self.rows_url, kind, uid, self.query),
            "close": f"{self.page_url}#{self.anchor}-{uid}",
            "edit": open_row_url(self.page_url, self.anchor, uid),
        }
        is_new = row.pk is None
        return PageRow(kind, row, uid, form, urls, is_new, kind in self.movable, kind in self.named)


def make_row_urls(rows_url: str, kind: str, uid: UUID, query: str = "") -> dict[str, str]:
    """The addresses of a row below ``rows_url``; ``field`` has ``__key__`` in the place of the field."""
    ends = {"save": "", "remove": "remove/", "move": "move/", "field": "fields/__key__/"}
    return {name: f"{rows_url}{kind}/{uid}/{end}{query}" for name, end in ends.items()}


def open_row_url(page_url: str, anchor: str, uid: UUID) -> str:
    """The address of the page with the form of this row open."""
    return f"{page_url}{'&' if '?' in page_url else '?'}{OPENED}={uid}#{anchor}-{uid}"


def report_removed(request: HttpRequest, row: SharedRow, restore_url: str) -> None:
    """Add a message that a row was removed, with a link to restore it."""
    message = _("« %(row)s » est retiré.") % {"row": str(row) or "…"}
    messages.success(request, message, extra_tags=f"undo={restore_url}")


def read_places(request: HttpRequest) -> int:
    """By how many places ``by`` moves a row; 0 for anything else than a small number."""
    text = request.POST.get("by", "")
    # three digits at most: no list is longer
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) < 4 else 0
