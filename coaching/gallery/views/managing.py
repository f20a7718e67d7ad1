"""The gallery for those who run the session: public pictures, the others with their reasons; several at once."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Values
from coaching.attendance.views.presence import render_running
from coaching.gallery import actions, queries
from coaching.gallery.queries import GalleryVisit, read_rights
from coaching.gallery.showing import show_pictures
from coaching.models import GalleryItem
from coaching.session.views.session import require_session, session_for

PAGE_SIZE = 30
WANTED = ("public", "publishable", "hidden")


@require_safe
@require_session
def manage_gallery(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The described pictures, by ``?show=``: public, publishable, hidden."""
    session = session_for(request, edition)
    wanted = request.GET.get("show", "")
    wanted = wanted if wanted in WANTED else ""
    page = Paginator(queries.list_managed(session, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    runs, organises = read_rights(request, edition)
    visit = GalleryVisit(session, request.user, str(request.user), runs=runs, organises=organises)
    slots = queries.list_slots(session)
    kwargs = [queries.describe_managed(item) for item in page.object_list]
    context = {
        "page": page,
        "rows": list(zip(kwargs, show_pictures(visit, [row.item for row in kwargs], slots), strict=True)),
        "wanted": wanted,
        "filters": [
            ("", _("Tout")), ("publishable", _("Publiables")), ("public", _("Publiques")), ("hidden", _("Cachées")),
        ],
        "used": queries.measure_use(session),
        "most": actions.MOST_PICTURES,
        "gallery_url": visit.find_url(),
        "add_url": visit.find_url("add"),
        "publishes": organises,
    }  # fmt: skip
    return render_running(request, "coaching/gallery/manage_page.html", context)


def _read_uids(request: AuthenticatedRequest) -> list[str]:
    """The selected identifiers; invalid ones are ignored."""
    uids = []
    for typed in request.POST.getlist("picture")[: 2 * PAGE_SIZE]:
        try:
            uids.append(str(UUID(typed)))
        except ValueError:
            continue
    return uids


@require_POST
def publish_pictures(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """``do``: publish, or make visible to participants alone again."""
    session = session_for(request, edition)
    kwargs: Values = {
        "session": session, "uids": _read_uids(request), "actor": request.user, "at": timezone.now(),
    }  # fmt: skip
    if request.POST.get("do") == "unpublish":
        count = actions.unpublish_pictures(**kwargs)
        words = ngettext(
            "%(count)d image n’est plus publique.", "%(count)d images ne sont plus publiques.", count
        )
        messages.success(request, words % {"count": count})
        return redirect("coaching:manage_gallery", edition)
    public, refused = actions.publish_pictures(**kwargs)
    words = ngettext("%(count)d image est publique.", "%(count)d images sont publiques.", public)
    if public or not refused:
        messages.success(request, words % {"count": public})
    if refused:
        words = ngettext(
            "%(count)d image ne devient pas publique : la raison est écrite à côté.",
            "%(count)d images ne deviennent pas publiques : la raison est écrite à côté.",
            refused,
        )
        messages.warning(request, words % {"count": refused})
    return redirect("coaching:manage_gallery", edition)


@require_POST
def remove_pictures(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Remove several pictures for good."""
    session = session_for(request, edition)
    pictures = list(GalleryItem.objects.filter(session=session, uid__in=_read_uids(request)).order_by("pk"))
    for item in pictures:
        item.session = session
        actions.remove_picture(item=item, actor=request.user, at=timezone.now())
    words = ngettext("%(count)d image retirée.", "%(count)d images retirées.", len(pictures))
    messages.success(request, words % {"count": len(pictures)})
    return redirect("coaching:manage_gallery", edition)


@require_POST
def clear_drafts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Erase the old drafts."""
    session = session_for(request, edition)
    count = actions.clear_drafts(session=session, actor=request.user, at=timezone.now())
    words = ngettext("%(count)d image effacée.", "%(count)d images effacées.", count)
    messages.success(request, words % {"count": count})
    return redirect("coaching:manage_gallery", edition)
