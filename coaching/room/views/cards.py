"""Take up a card, or dismiss it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.text import clean_text
from accelerator.web.refusals import RefusalAsMessage
from coaching.room import actions
from coaching.room.access import ProjectRoom
from coaching.room.cards import LONGEST, Card, find_card
from coaching.room.tabs import list_tabs
from coaching.room.views.entering import enter_to_write


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
