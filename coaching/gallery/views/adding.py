"""Pictures sent, described, corrected and removed by their authors."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.types import Context
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from coaching.attendance.forms import list_choices
from coaching.gallery import actions, queries
from coaching.gallery.enums import PictureKind
from coaching.gallery.forms import AddForm, DescribeForm
from coaching.gallery.queries import GalleryVisit, remember_browser
from coaching.gallery.showing import show_pictures
from coaching.gallery.views.gallery import in_gallery, list_addresses
from coaching.models import GalleryItem


@require_http_methods(["GET", "HEAD", "POST"])
@in_gallery
def add(request: HttpRequest, visit: GalleryVisit) -> HttpResponse:
    """Send files or a link; the next page asks for a description of each."""
    initial = {
        "kind": PictureKind.PHOTO,
        "author": visit.name,
        "slot": request.GET.get("slot", ""),
        "participation": request.GET.get("project", ""),
    }
    form = AddForm(request.POST or None, request.FILES or None, initial=initial, **_list_options(visit))
    if request.method == "POST" and form.is_valid():
        answer = _save(request, visit, form)
        if answer:
            return answer
    context = {
        "visit": visit,
        "form": form,
        "drafts": queries.count_drafts(visit),
        **list_addresses(visit),
    }
    return render_form(request, "coaching/gallery/add_page.html", context, form)


def _list_options(visit: GalleryVisit) -> Context:
    return {"slots": queries.list_slots(visit.session), "places": queries.list_places(visit.session)}


def _save(request: HttpRequest, visit: GalleryVisit, form: AddForm) -> HttpResponse | None:
    """The address of the next page; ``None``, with the reason on the form, when nothing was saved."""
    values, at = form.cleaned_data, timezone.now()
    browser = visit.browser or uuid.uuid4()
    origin = actions.Origin(
        person=visit.person,
        browser=browser,
        attendee=visit.attendee,
        slot=values["slot"],
        participation=values["participation"],
        author=values["author"],
    )
    refused: list[str] = []
    with RefusalAsError(form):
        if values["kind"] == PictureKind.VIDEO:
            actions.add_video(session=visit.session, link=values["link"], origin=origin, at=at)
        else:
            pictures, refused = values["pictures"]
            actions.add_pictures(
                session=visit.session, kind=values["kind"], pictures=pictures, origin=origin, at=at
            )
        for reason in refused:
            messages.error(request, reason)
        response = redirect(visit.find_url("describe"))
        if visit.code and visit.person is None:
            remember_browser(response, browser=browser, code=visit.code, at=at)
        return response
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@in_gallery
def describe(request: HttpRequest, visit: GalleryVisit) -> HttpResponse:
    """Describe the pictures that were sent; described ones leave the page, the others keep their text."""
    drafts = queries.list_drafts(visit)
    if not drafts:
        return redirect(visit.find_url())
    choices, options = list_choices(visit.session), _list_options(visit)
    posted = request.POST or None
    forms = [
        DescribeForm(
            posted, instance=item, prefix=item.uid.hex, session=visit.session, choices=choices, **options
        )
        for item in drafts
    ]
    if request.method == "POST":
        done = [form for form in forms if form.is_valid() and _describe(request, visit, form)]
        forms = [form for form in forms if form not in done]
        if done:
            words = ngettext("%(count)d image ajoutée.", "%(count)d images ajoutées.", len(done))
            messages.success(request, words % {"count": len(done)})
        if not forms:
            return redirect(visit.find_url())
    rows = list(zip(forms, show_pictures(visit, [form.instance for form in forms]), strict=True))
    context = {"visit": visit, "rows": rows, **list_addresses(visit)}
    return render(
        request,
        "coaching/gallery/describe_page.html",
        context,
        status=422 if request.method == "POST" else 200,
    )


def _describe(request: HttpRequest, visit: GalleryVisit, form: DescribeForm) -> bool:
    with RefusalAsMessage(request):
        item = GalleryItem(pk=form.instance.pk, session=visit.session)
        actions.describe_picture(
            item=item,
            actor=visit.person,
            publishes=visit.organises,
            at=timezone.now(),
            **form.cleaned_data,
        )
    return True


def _find_changeable(visit: GalleryVisit, uid: UUID) -> GalleryItem:
    rows = visit.list_changeable().select_related("participation__project").prefetch_related("people")
    item: GalleryItem | None = rows.filter(uid=uid).first()
    if item is None:
        raise Http404
    item.session = visit.session
    return item


@require_http_methods(["GET", "HEAD", "POST"])
@in_gallery
def edit(request: HttpRequest, visit: GalleryVisit, uid: UUID) -> HttpResponse:
    """Correct a picture, for its author and for those who run the session."""
    item = _find_changeable(visit, uid)
    (picture,) = show_pictures(visit, [item])  # as it is stored: the form changes the item
    form = DescribeForm(request.POST or None, instance=item, session=visit.session, **_list_options(visit))
    if request.method == "POST" and form.is_valid():
        if _describe(request, visit, form):
            messages.success(request, _("C’est enregistré."))
        return redirect(visit.find_url())
    context = {
        "visit": visit,
        "form": form,
        "picture": picture,
        "may_open": queries.may_open_file(visit, item),
        "remove_url": visit.find_url("remove", uid),
        **list_addresses(visit),
    }
    return render_form(request, "coaching/gallery/edit_page.html", context, form)


@require_POST
@in_gallery
def remove(request: HttpRequest, visit: GalleryVisit, uid: UUID) -> HttpResponse:
    """Remove a picture for good."""
    item = _find_changeable(visit, uid)
    actions.remove_picture(item=item, actor=visit.person, at=timezone.now())
    messages.success(request, _("L’image est retirée, son fichier effacé."))
    return redirect(visit.find_url("describe") if not item.alt else visit.find_url())
