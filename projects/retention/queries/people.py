"""Members of a dossier, and the mails about it."""

import html
import re
from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from accelerator.web.templatetags.prose import typo
from programmes.enums import RoleName
from programmes.models import Edition
from projects.models import Application, ProjectInvitation, ProjectMember


def list_people(application: Application) -> list[int]:
    """Keys of all members, present and former."""
    members = ProjectMember.objects.filter(project=application.project_id).order_by("pk")
    return list(members.values_list("user", flat=True))


def list_mails(application: Application, people: Collection[int]) -> "QuerySet[OutgoingMail]":
    """Mails about it: to its people, unless they have another dossier in the edition, and to others who read
    there, or in a file that goes with it, its reference, its title, or a name or an address of these people. Six
    queries before it is read."""
    edition = application.call.edition
    elsewhere = ProjectMember.objects.filter(project__edition=edition).exclude(project=application.project_id)
    theirs = set(people) - set(elsewhere.filter(user__in=people).values_list("user", flat=True))
    named = Q(user__in=theirs)
    for invitation in ProjectInvitation.objects.filter(project=application.project_id):
        # a mail with a personal link is emptied once sent: only its key names the dossier
        named |= Q(dedupe_key__startswith=f"member_invitation:{invitation.pk}:")
    # with no figure after it: the hundredth dossier is no part of the thousandth
    patterns = [rf"{re.escape(application.reference)}([^0-9]|$)"]
    patterns += _list_titles(application)
    patterns += [_find_whole(words) for words in _list_names(edition, theirs)]
    for pattern in patterns:
        named |= Q(text__regex=pattern) | Q(subject__regex=pattern)
    mails = OutgoingMail.objects.in_scope(edition.scope)
    return mails.filter(named | Q(pk__in=_find_attached(mails, re.compile("|".join(patterns)))))


def list_mails_about_person(application: Application, person: User) -> "QuerySet[OutgoingMail]":
    """Mails of the edition to this person, unless they have another dossier there, and those that name them to
    others."""
    edition = application.call.edition
    others = ProjectMember.objects.filter(project__edition=edition, user=person)
    theirs = set() if others.exclude(project=application.project_id).exists() else {person.pk}
    named = Q(user__in=theirs) | Q(user=None, to_email=person.email)
    patterns = [_find_whole(words) for words in _list_names(edition, theirs)]
    for pattern in patterns:
        named |= Q(text__regex=pattern) | Q(subject__regex=pattern)
    mails = OutgoingMail.objects.in_scope(edition.scope)
    attached = _find_attached(mails, re.compile("|".join(patterns))) if patterns else []
    return mails.filter(named | Q(pk__in=attached))


def _find_attached(mails: "QuerySet[OutgoingMail]", pattern: "re.Pattern[str]") -> list[int]:
    """Keys of mails with a matching attachment; the folded lines and escaped commas of calendars are undone first."""
    rows = mails.exclude(attachments=[]).order_by("pk").values_list("pk", "attachments")
    return [
        pk
        for pk, files in rows
        if any(pattern.search(re.sub(r"\r?\n |\\(?=[,;])", "", file["content"])) for file in files)
    ]


SPACE = "[\\s\u00a0\u202f]"


def _allow_spaces(words: str) -> str:
    return f"{SPACE}+".join(re.escape(word) for word in words.split())


def _find_whole(words: str) -> str:
    return rf"(^|[^\w]){_allow_spaces(words)}([^\w]|$)"


def is_named_in(text: object, person: User) -> bool:
    """Whether this text contains their whole name or address: « Ana » is not found in « Anaïs »."""
    names = [words for words in (person.name.strip(), person.email) if words]
    return isinstance(text, str) and any(re.search(_find_whole(name), text, re.IGNORECASE) for name in names)


def _list_titles(application: Application) -> Iterator[str]:
    """Patterns of the title, whatever its spaces: between quotation marks, or anywhere if it has several words that
    are not those of the edition. None if another dossier of the edition contains it in its title."""
    title, edition = application.title.strip(), application.call.edition
    general = f"{edition} {edition.programme} {edition.theme_fr} {edition.theme_en}".casefold()
    others = Application.objects.for_edition(edition).exclude(pk=application.pk)
    if not title or others.filter(title__icontains=title).exists():
        return
    is_distinctive = " " in title and title.casefold() not in general
    for written in dict.fromkeys((title, html.unescape(typo(title)))):
        yield _find_whole(written) if is_distinctive else f"[«“]{SPACE}?{_allow_spaces(written)}{SPACE}?[»”]"


def _list_names(edition: Edition, people: Collection[int]) -> list[str]:
    """Names of several words, and addresses, of people without another role there: partners stay named."""
    others = edition.roles.exclude(name=RoleName.HOLDER).values("user")
    rows = User.objects.filter(pk__in=people).exclude(pk__in=others).order_by("pk")
    pairs = rows.values_list("name", "email")
    return [words for pair in pairs for words in pair if " " in words.strip() or "@" in words]
