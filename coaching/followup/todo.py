"""Things to do during the year: letters to send and to answer, commitments that are late or without news."""

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from coaching.followup.enums import LetterState
from coaching.followup.models import Commitment, CommitmentQuerySet, LetterLine, NudgeDelays, SupportLetter
from coaching.followup.queries.commitments import find_sleep_start
from coaching.followup.queries.waiting import list_unanswered_lines
from programmes.enums import AFTER_THE_SESSION
from programmes.todo import TodoAct, TodoReader, TodoRule, TodoUrgency
from projects.conflicts.todo import leave_out_hidden
from projects.decision.enums import place_is_confirmed


def _list_commitments(reader: TodoReader) -> CommitmentQuerySet:
    rows = Commitment.objects.filter(place_is_confirmed("participation__"))
    return leave_out_hidden(rows, reader, "participation__project")


def _select_asleep(reader: TodoReader) -> CommitmentQuerySet:
    """The commitments that the page's filter selects, by the delays of each edition. One query, which reads the
    delays.
    """
    delays = dict(
        NudgeDelays.objects.filter(edition__in=reader.editions).order_by().values_list("edition", "body_days")
    )
    asleep = Q()
    for edition in reader.editions:
        since = find_sleep_start(delays.get(edition.pk, NudgeDelays().body_days), reader.at)
        asleep |= Q(participation__edition=edition, moved_at__lt=since)
    return _list_commitments(reader).open().filter(asleep)


def _select_letters_to_send(reader: TodoReader) -> "QuerySet[SupportLetter]":
    rows = SupportLetter.objects.filter(place_is_confirmed("participation__"), state=LetterState.PREPARED)
    return leave_out_hidden(rows, reader, "participation__project")


def _select_unanswered(reader: TodoReader) -> "QuerySet[LetterLine]":
    lines = list_unanswered_lines().filter(place_is_confirmed("letter__participation__"))
    return leave_out_hidden(lines, reader, "letter__participation__project")


RULES = (
    TodoRule(
        page="coaching:manage_letters",
        phases=AFTER_THE_SESSION,
        select=_select_letters_to_send,
        edition="participation__edition",
        who="participation__project__title",
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("lettre à envoyer", "lettres à envoyer"),
        text=_("ce que les partenaires ont décidé, qui appelle et pour quand"),
        moment="created_at",
        button=_("Relire et envoyer"),
    ),
    TodoRule(
        page="coaching:manage_commitments",
        query="?show=late",
        phases=AFTER_THE_SESSION,
        select=lambda reader: _list_commitments(reader).late(timezone.localdate(reader.at)),
        edition="participation__edition",
        who="body__name",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("engagement en retard", "engagements en retard"),
        moment="due_on",
        button=_("Voir qui relancer"),
    ),
    TodoRule(
        page="coaching:manage_commitments",
        query="?show=asleep",
        phases=AFTER_THE_SESSION,
        select=_select_asleep,
        edition="participation__edition",
        who="body__name",
        urgency=TodoUrgency.AWAITS_OTHERS,
        title=ngettext_lazy("engagement sans nouvelles", "engagements sans nouvelles"),
        moment="moved_at",
        button=_("Voir qui relancer"),
        act=TodoAct(
            page="coaching:remind_bodies",
            button=ngettext_lazy("Relancer l’organisme", "Relancer les %d organismes"),
            text=_(
                "Un seul message par jour part à la personne qui s’en charge, ou à son organisme si elle l’a quitté."
            ),
        ),
    ),
    TodoRule(
        page="coaching:manage_letters",
        phases=AFTER_THE_SESSION,
        select=_select_unanswered,
        edition="letter__participation__edition",
        who="letter__participation__project__title",
        urgency=TodoUrgency.AWAITS_OTHERS,
        title=ngettext_lazy("proposition d’une lettre sans réponse", "propositions de lettres sans réponse"),
        moment="letter__sent_at",
        button=_("Voir les lettres"),
    ),
)
