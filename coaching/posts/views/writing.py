"""What the pages of those who write news share."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.edit_conflict import EditConflict
from accelerator.transitions import TransitionRefused
from accelerator.types import Context, Values
from coaching.gallery.showing import show_public_picture
from coaching.models import Post
from coaching.posts import actions
from coaching.posts.forms import PostForm
from programmes.models import Edition

Move = Callable[..., None]


def save(request: AuthenticatedRequest, form: PostForm, post: Post, *, by_project: bool = False) -> bool:
    """Whether it was kept; what was typed stays in the form when it was not."""
    values: Values = {"words": form.words, "pictures": form.cleaned_data["pictures"]}
    values |= {"base_version": form.cleaned_data["seen"] or 0, "by_project": by_project}
    try:
        actions.edit_post(post=post, actor=request.user, at=timezone.now(), **values)
    except EditConflict as conflict:
        form.show_theirs(conflict)
    except TransitionRefused as refused:
        form.add_error(None, str(refused.message))
    else:
        messages.success(request, _("L’actualité est enregistrée."))
        return True
    return False


def move(request: AuthenticatedRequest, post: Post, moves: Mapping[str, tuple[Move, Any]]) -> None:
    """Do what was asked (``do``), by its name among ``moves``, and say so, or why not. Side effect: a message."""
    verb, done = moves.get(request.POST.get("do", ""), (None, ""))
    if verb is None:
        return
    try:
        verb(post=post, actor=request.user, at=timezone.now())
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, str(done))


def build_form_context(edition: Edition, form: PostForm) -> Context:
    """The form with its pictures: each with its key, and whether it is chosen. One query."""
    ticked = form.ticked
    pictures = [
        (str(item.pk), show_public_picture(edition, item), str(item.pk) in ticked)
        for item in form.fields["pictures"].queryset  # type: ignore[attr-defined]
    ]
    return {"form": form, "pictures": pictures}
