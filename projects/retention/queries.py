"""What is erased and when, and what goes with an erased dossier."""

import html
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.models import Attachment
from accelerator.web.templatetags.prose import typo
from programmes.dates import FOLLOWED_MONTHS
from programmes.enums import RoleName
from programmes.models import Edition, Role
from programmes.models.scheme import add_months
from projects.application.enums import UNDECIDED, ApplicationState
from projects.application.models import ApplicationQuerySet
from projects.models import Application, ErasureKind, ProjectInvitation, ProjectMember
from projects.retention.models import PlannedErasure, RetentionRule

NOTICE_PERIOD = timedelta(days=30)
"""Organisers and the people concerned are notified this long before."""
CAME = (ApplicationState.SELECTED, ApplicationState.CONFIRMED)
"""States of a selected project, stored longer."""
MATCHES: dict[str, Q] = {
    ErasureKind.DRAFTS: Q(submitted_at=None),
    ErasureKind.UNSELECTED: Q(submitted_at__isnull=False, anonymised_at=None) & ~Q(state__in=CAME),
    # one that was entered of the past names nobody
    ErasureKind.SELECTED: Q(
        submitted_at__isnull=False, anonymised_at=None, state__in=CAME, project__entered=None
    ),
}
"""Dossiers of each kind that are still whole."""


@dataclass(frozen=True)
class Outlook:
    """The next erasure of one kind: how many dossiers, and on which day.

    ``is_announced``: that day was announced. ``undecided``: how many may still be selected, and would be stored
    longer.
    """

    kind: ErasureKind
    months: int
    count: int
    due_on: date
    plan: PlannedErasure
    is_announced: bool
    undecided: int = 0
    counted_from: date | None = None
    """The day from which the months are counted, where nobody set the end of the edition that it stands for."""

    @property
    def announced_on(self) -> date:
        """The day of the announcement, past or to come."""
        return (
            timezone.localdate(self.plan.announced_at) if self.is_announced else self.due_on - NOTICE_PERIOD
        )


def read_rule(edition: Edition) -> RetentionRule:
    """The edition's own, or the defaults, not saved. One query."""
    return RetentionRule.objects.filter(edition=edition).first() or RetentionRule(edition=edition)


def read_outlooks(edition: Edition, *, at: datetime) -> list[Outlook]:
    """One for each kind. Three queries. Needs ``call``."""
    rule = read_rule(edition)
    plans = {
        plan.kind: plan
        for plan in PlannedErasure.objects.filter(edition=edition).select_related("postponed_by")
    }
    facts = Application.objects.for_edition(edition).aggregate(
        written=Min(Coalesce("sheet__saved_at", "created_at"), filter=MATCHES[ErasureKind.DRAFTS]),
        undecided=Count("pk", filter=MATCHES[ErasureKind.UNSELECTED] & Q(state__in=UNDECIDED)),
        **{kind: Count("pk", filter=match) for kind, match in MATCHES.items()},
    )
    return [
        _build_outlook(
            edition, kind, rule, plans.get(kind) or PlannedErasure(edition=edition, kind=kind), facts, at
        )
        for kind in ErasureKind
    ]


def list_concerned(edition: Edition, kind: str) -> ApplicationQuerySet:
    """Dossiers of this kind that are still whole."""
    return Application.objects.for_edition(edition).filter(MATCHES[kind])


def list_announced(plan: PlannedErasure) -> ApplicationQuerySet:
    """The dossiers that an erasure was announced for: a draft that was written in since is not."""
    rows = list_concerned(plan.edition, plan.kind)
    if plan.kind == ErasureKind.DRAFTS:
        return rows.filter(Q(sheet__saved_at=None) | Q(sheet__saved_at__lt=plan.announced_at)).filter(
            created_at__lt=plan.announced_at
        )
    return rows.filter(submitted_at__lt=plan.announced_at)


def _build_outlook(
    edition: Edition,
    kind: ErasureKind,
    rule: RetentionRule,
    plan: PlannedErasure,
    facts: dict[str, object],
    at: datetime,
) -> Outlook:
    start = _find_start(edition, kind, facts)
    due = add_months(start, rule.months(kind))
    is_default = kind != ErasureKind.DRAFTS and edition.closes_on is None
    if plan.not_before:
        due = max(due, plan.not_before)
    announced_for = plan.announced_for if plan.announced_for and plan.announced_for >= due else None
    # too late to be announced in time: a month from the announcement
    due = announced_for or max(due, timezone.localdate(at) + NOTICE_PERIOD)
    undecided = int(str(facts["undecided"])) if kind == ErasureKind.UNSELECTED else 0
    return Outlook(
        kind,
        rule.months(kind),
        int(str(facts[kind])),
        due,
        plan,
        announced_for is not None,
        undecided,
        start if is_default else None,
    )


def _find_start(edition: Edition, kind: ErasureKind, facts: dict[str, object]) -> date:
    """The day from which the months of this kind are counted."""
    end = timezone.localdate(edition.call.closes_at)
    last = max(day for day in (end, edition.last_day, edition.session_ends_on) if day)
    if kind == ErasureKind.UNSELECTED:
        end = last
    elif kind == ErasureKind.SELECTED:
        end = last if edition.last_day else add_months(last, FOLLOWED_MONTHS)
    elif isinstance(written := facts["written"], datetime):
        end = max(end, timezone.localdate(written))
    return end


def list_erasable_members(application: Application) -> "QuerySet[ProjectMember]":
    """Members, present and former, but for the lead, who is erased with it. Empty for a draft."""
    rows = ProjectMember.objects.filter(project=application.project_id, leads=False)
    if application.submitted_at is None or application.anonymised_at:
        return rows.none()
    return rows.select_related("user", "project").order_by("pk")


def find_member_refusal(member: ProjectMember) -> str:
    """Why this person cannot be erased now; empty when they can."""
    if member.leads:
        return _("Cette personne porte le projet : elle le confie d’abord à quelqu’un d’autre.")
    roles = Role.objects.active().filter(edition=member.project.edition_id, user=member.user_id)
    if roles.without_holders().exists():
        return _(
            "Cette personne a un autre rôle dans l’édition, et son lien avec ce dossier la garde de le lire : "
            "retirez-lui d’abord ce rôle."
        )
    return ""


def has_other_ties(person: User, edition: Edition) -> bool:
    """Whether they have another role, ended or not, another project, or a staff account."""
    roles = Role.objects.filter(user=person).exclude(edition=edition, name=RoleName.HOLDER)
    members = ProjectMember.objects.filter(user=person)
    return person.is_staff or person.is_superuser or roles.exists() or members.exists()


def list_people(application: Application) -> Any:
    """All members, present and former, with their account; whether each ``has_other_dossier`` in the edition, and
    ``has_other_role`` there than holder.
    """
    edition = application.call.edition
    others = ProjectMember.objects.filter(project__edition=edition, user=OuterRef("user"))
    roles = edition.roles.without_holders().filter(user=OuterRef("user"))
    members = ProjectMember.objects.filter(project=application.project_id).annotate(
        has_other_dossier=Exists(others.exclude(project=application.project_id)), has_other_role=Exists(roles)
    )
    return members.select_related("user").order_by("pk")


def list_mails(application: Application, people: Collection[Any]) -> "QuerySet[OutgoingMail]":
    """Mails about it: to its people (of :func:`list_people`), unless they have another dossier in the edition, and to
    others who read there, or in a file that goes with it, its reference, its title, or a name or an address of these
    people. Three queries before it is read."""
    edition = application.call.edition
    theirs = [member for member in people if not member.has_other_dossier]
    named = Q(user__in=[member.user_id for member in theirs])
    for invitation in ProjectInvitation.objects.filter(project=application.project_id):
        # a mail with a personal link is emptied once sent: only its key names the dossier
        named |= Q(dedupe_key__startswith=f"member_invitation:{invitation.pk}:")
    # with no figure after it: the hundredth dossier is no part of the thousandth
    patterns = [rf"{re.escape(application.reference)}([^0-9]|$)"]
    patterns += _list_titles(application)
    patterns += [_find_whole(words) for words in _list_names(theirs)]
    for pattern in patterns:
        named |= Q(text__regex=pattern) | Q(subject__regex=pattern)
    mails = OutgoingMail.objects.in_scope(edition.scope)
    return mails.filter(named | Q(pk__in=_find_attached(mails, re.compile("|".join(patterns)))))


def list_mails_about_person(application: Application, person: User) -> "QuerySet[OutgoingMail]":
    """Mails of the edition to this person, unless they have another dossier there, and those that name them to
    others."""
    edition = application.call.edition
    members = list_people(application).filter(user=person)
    theirs = [member for member in members if not member.has_other_dossier]
    named = Q(user__in=[member.user_id for member in theirs]) | Q(user=None, to_email=person.email)
    patterns = [_find_whole(words) for words in _list_names(theirs)]
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


def _list_names(people: Iterable[Any]) -> list[str]:
    """Names of several words, and addresses, of people without another role there: partners stay named."""
    users = [member.user for member in people if not member.has_other_role]
    pairs = [(user.name, user.email) for user in users]
    return [words for pair in pairs for words in pair if " " in words.strip() or "@" in words]


def list_visible(edition: Edition, kind: str, reader: User) -> ApplicationQuerySet:
    """Dossiers of this kind, without those that the reader has a conflict of interest with."""
    return list_concerned(edition, kind).not_hidden_from(reader).select_related("sheet").order_by("pk")


def count_hidden(edition: Edition, kind: str, reader: User) -> int:
    """The number of dossiers that :func:`list_visible` excludes. Needs ``call``."""
    return list_concerned(edition, kind).hidden_from(reader, edition.call).count()


@dataclass(frozen=True)
class Consequences:
    """What is erased with a dossier. ``people``: their names; of a draft, which is theirs alone, how many."""

    people: list[str]
    count: int
    files: int
    mails: int
    has_place: bool


def read_consequences(application: Application) -> Consequences:
    """Six queries at most."""
    members = list(list_people(application))
    names = [member.user.name for member in members]
    sheets = [pk for pk in (application.sheet_id, application.next_sheet_id) if pk]
    return Consequences(
        people=[name for name in names if name] if application.submitted_at else [],
        count=len(members),
        files=Attachment.objects.filter(sheet__in=sheets).count(),
        mails=list_mails(application, members).count(),
        has_place=hasattr(application.project, "participation"),
    )


def find_refusal(application: Application, at: datetime) -> str:
    """Why this dossier cannot be erased now, in words; empty when it can. Needs ``call__edition``."""
    if hasattr(application.project, "entered"):
        return _("Ce projet a été saisi ici, sans personne : retirez-le depuis « Édition passée ».")
    state, is_over = application.state, application.call.edition.session_is_over(at)
    if application.anonymised_at:
        return _("Ce dossier est déjà anonymisé.")
    if state in UNDECIDED:
        return _("Ce dossier attend une décision : qui le porte le retire d’abord, ou vous l’annoncez.")
    if state in CAME and not is_over:
        return _("Ce projet a une place dans la session : qui le porte la rend d’abord, ou vous la retirez.")
    if state == ApplicationState.RESERVE and not is_over:
        return _("Ce dossier est sur la liste complémentaire, qui sert jusqu’à la session.")
    return ""
