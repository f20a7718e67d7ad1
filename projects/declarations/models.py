"""The conflict round: before any content opens, each person answers for each dossier whether they have a link with it.

An answer is never changed: another one replaces it, so that who answered what and when stays readable.
"""

from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import UserValue
from accelerator.working_days import is_working_day
from programmes.models import Edition
from projects.anonymity.models import is_anonymous
from projects.application.enums import UNDECIDED
from projects.conflicts.models import ConflictEffect, Recusal
from projects.members.models import ProjectMember


class ConflictRoundQuerySet(models.QuerySet["ConflictRound"]):
    def open(self) -> "ConflictRoundQuerySet":
        return self.filter(closed_at=None)


class ConflictRound(models.Model):
    """The round of an edition. While it is open, a dossier is closed to a juror until they answered for it."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="conflict_round")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ConflictRoundQuerySet.as_manager()

    class Meta:
        ordering = ["edition"]

    ANSWER_DAYS: ClassVar[int] = 10
    DUE_HOUR: ClassVar[time] = time(18)
    """In Paris, as calls close."""

    def __str__(self) -> str:
        return f"conflict round of {self.edition_id}"

    @property
    def due_at(self) -> datetime:
        """The instant until which answers are awaited: ten days, or half of the time that reviews leave when that is
        less.

        At the end of that day, or of the last working day before it; of the first one after the opening when there
        is none, and never after reviews. Nothing closes then: who has not answered still reads nothing.
        """
        reviews = self.edition.reviews_due_at
        target = timezone.localtime(self.opened_at) + timedelta(days=self.ANSWER_DAYS)
        if reviews is None or reviews <= self.opened_at:
            return self._find_working_hour(target)
        halfway = self.opened_at + (reviews - self.opened_at) / 2
        return min(self._find_working_hour(min(target, halfway)), timezone.localtime(reviews))

    def _find_working_hour(self, target: datetime) -> datetime:
        before = self._end_working_day(timezone.localdate(target), step=-1)
        if before > self.opened_at:
            return before
        return self._end_working_day(timezone.localdate(self.opened_at) + timedelta(days=1), step=1)

    def _end_working_day(self, day: date, *, step: int) -> datetime:
        while not is_working_day(day):
            day += timedelta(days=step)
        return timezone.make_aware(datetime.combine(day, self.DUE_HOUR))

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class LinkAnswer(models.TextChoices):
    """What a person answers for a dossier."""

    NONE = "none", _("aucun lien")
    LINK = "link", _("un lien")
    UNKNOWN = "unknown", _("je ne sais pas")


class LinkDeclarationQuerySet(models.QuerySet["LinkDeclaration"]):
    def current(self) -> "LinkDeclarationQuerySet":
        """The latest of each person for each dossier."""
        return self.filter(replaced_at=None)

    def resolved(self) -> "LinkDeclarationQuerySet":
        """Declarations that open the dossier as far as its conflict allows: no link, or read by an organiser."""
        return self.filter(Q(answer=LinkAnswer.NONE) | ~Q(author=F("reviewer")))

    def unresolved(self) -> "LinkDeclarationQuerySet":
        """Current ones that wait for an organiser: a link to confirm, or a person who does not know."""
        return self.current().filter(~Q(answer=LinkAnswer.NONE), author=F("reviewer"))


class LinkDeclaration(models.Model):
    """One version of the answer of ``reviewer`` for a dossier: their own, or an organiser's who resolved it."""

    application = models.ForeignKey("projects.Application", models.CASCADE, related_name="declarations")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    answer = models.CharField(_("réponse"), max_length=8, choices=LinkAnswer)
    reason = models.CharField(_("raison"), max_length=400, blank=True)
    effect = models.CharField(_("effet"), max_length=10, choices=ConflictEffect, blank=True)
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = LinkDeclarationQuerySet.as_manager()

    class Meta:
        ordering = ["application", "reviewer", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                condition=Q(replaced_at=None),
                name="declaration_current_once",
            ),
            models.UniqueConstraint(
                fields=["application", "reviewer", "version"], name="declaration_version_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="link") & ~Q(reason="") & ~Q(effect="") | ~Q(answer="link") & Q(effect=""),
                name="declaration_link_is_described",
                violation_error_message=_("Un lien a une raison et un effet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} on {self.application_id}: {self.answer}"

    @property
    def is_resolved(self) -> bool:
        return self.answer == LinkAnswer.NONE or self.author_id != self.reviewer_id


def is_undeclared(user: UserValue, edition: str = "call__edition") -> Q:
    """That the round of the edition at that path is open, and the dossier of the row still closed to this person: they
    have not answered, or an organiser has yet to read their answer.

    A conflict that an organiser recorded needs no answer, nor does a dossier whose decision is announced. Where
    dossiers are read without who applies, they open all together: one that opened after an answer would be its own.
    """
    rounds = ConflictRound.objects.open().filter(edition=OuterRef(edition)).order_by()
    pair = {"application": OuterRef("pk"), "reviewer": user}
    answers = LinkDeclaration.objects.current().resolved().filter(**pair).order_by()
    imposed = Recusal.objects.standing().filter(**pair).exclude(author=F("reviewer")).order_by()
    is_closed = Q(Exists(rounds)) & ~Q(Exists(answers)) & ~Q(Exists(imposed))
    return Q(state__in=UNDECIDED) & (is_closed | Q(**{f"{edition}__in": _find_editions_to_declare(user)}))


def _find_editions_to_declare(user: UserValue) -> "models.QuerySet[Any, Any]":
    """The anonymous editions with an open round in which this person has an answer left, or one that an organiser has
    to read; a dossier hidden from them opens to nobody, and waits for nothing."""
    pair = {"application": OuterRef("pk"), "reviewer": user}
    answers = LinkDeclaration.objects.current().resolved().filter(**pair).order_by()
    recusals = Recusal.objects.standing().filter(**pair).order_by()
    answered = recusals.filter(~Q(author=F("reviewer")) | Q(effect=ConflictEffect.HIDDEN))
    own = ProjectMember.objects.filter(project=OuterRef("project"), user=user).order_by()
    applications = apps.get_model("projects.Application")._default_manager.filter(
        is_anonymous("call__edition__"),
        ~Exists(answers),
        ~Exists(answered),
        ~Exists(own),
        call__edition__conflict_round__isnull=False,
        call__edition__conflict_round__closed_at=None,
        state__in=UNDECIDED,
    )
    return applications.order_by().values("call__edition")
