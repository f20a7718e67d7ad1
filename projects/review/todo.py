"""What waits around reviews: dossiers without readers, reviews that are awaited."""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from programmes.enums import Phase
from programmes.models import Call, Role
from programmes.todo import ProgressRule, TodoReader, TodoRule, TodoUrgency
from projects.application.enums import SCORED
from projects.conflicts.todo import leave_out_hidden
from projects.declarations.queries import select_pending_roles
from projects.models import Application, PlannedDuty, ReviewAssignment

_is_reviewed = Case(
    When(reviews_expected__gt=0, reviews_done__gte=F("reviews_expected"), then=Value("reviewed")),
    default=Value("awaited"),
    output_field=CharField(),
)


UNDECIDED = Application.objects.filter(state__in=SCORED, decision=None).order_by()
"""Those that a reader may not know of too."""


class ReviewProgress(NamedTuple):
    """The state of reviews in an edition: whether it has dossiers to decide, awaited reviews of these, requests to be
    relieved, answers awaited in its conflict round.
    """

    is_unfinished: bool
    awaits_reviews: bool
    has_relief_requests: bool
    awaits_links: bool


def read_progress(reader: TodoReader) -> dict[int, ReviewProgress]:
    """By edition with a call, its review progress. One query for all rules; calls with thousands of dossiers are not
    counted.
    """
    known: dict[int, ReviewProgress] = reader.shared.setdefault("review_progress", {})
    editions = {edition.pk for edition in reader.editions}
    if unknown := editions - known.keys():
        own = UNDECIDED.filter(call=OuterRef("pk"))
        awaited = own.filter(reviews_done__lt=F("reviews_expected"))
        requests = ReviewAssignment.objects.filter(
            application__call=OuterRef("pk"), relief_requested_at__isnull=False
        )
        pending = select_pending_roles().filter(edition=OuterRef("edition"))
        answers = (
            Exists(own), Exists(awaited), Exists(requests.order_by()), Exists(pending.order_by())
        )  # fmt: skip
        rows = Call.objects.filter(edition__in=unknown).values_list("edition", *answers)
        known.update({pk: ReviewProgress(*found) for pk, *found in rows})
    return {pk: progress for pk, progress in known.items() if pk in editions}


def list_editions(reader: TodoReader, *, are_closed: bool) -> list[int]:
    """Keys of the editions whose reviews are closed, or still open."""
    return [edition.pk for edition in reader.editions if edition.reviews_are_closed(reader.at) == are_closed]


def _list_undecided(reader: TodoReader) -> "QuerySet[Application]":
    return leave_out_hidden(UNDECIDED, reader, "project")


def _select_unassigned(reader: TodoReader, *, awaits_links: bool) -> "QuerySet[Application] | None":
    """Once somebody sits in the committee: before, it is to be composed. ``awaits_links``: those of editions whose
    conflict round waits for answers, or the others.
    """
    concerned = [
        pk for pk, progress in read_progress(reader).items() if progress.awaits_links == awaits_links
    ]
    if not concerned:
        return None
    jurors = Role.objects.jurors().filter(edition=OuterRef("call__edition")).order_by()
    return _list_undecided(reader).filter(Exists(jurors), call__edition__in=concerned, reviews_expected=0)


def _select_short(reader: TodoReader) -> "QuerySet[Application]":
    """Dossiers that somebody left, or stepped aside from, with fewer readers than wanted, while reviews are open:
    they were assigned to more people than they count on.
    """
    open_editions = list_editions(reader, are_closed=False)
    assigned = ReviewAssignment.objects.filter(application=OuterRef("pk")).order_by().values("application")
    left = GreaterThan(
        Subquery(assigned.annotate(number=Count("pk")).values("number")), F("reviews_expected")
    )
    return _list_undecided(reader).filter(
        left,
        call__edition__in=open_editions,
        reviews_expected__gt=0,
        reviews_expected__lt=F("call__edition__reviews_wanted"),
    )


def _select_awaiting(reader: TodoReader) -> "QuerySet[Application]":
    open_editions = list_editions(reader, are_closed=False)
    return _list_undecided(reader).filter(
        call__edition__in=open_editions, reviews_done__lt=F("reviews_expected")
    )


def _select_relief_requests(reader: TodoReader) -> "QuerySet[ReviewAssignment] | None":
    """Awaited reviews that their people wrote they will not manage."""
    open_editions, progress = list_editions(reader, are_closed=False), read_progress(reader)
    concerned = [pk for pk in open_editions if pk in progress and progress[pk].has_relief_requests]
    if not concerned:
        return None
    requested = ReviewAssignment.objects.relief_requested().filter(
        application__decision=None, application__call__edition__in=concerned
    )
    return leave_out_hidden(requested, reader, "application__project")


def _select_extended(reader: TodoReader) -> "QuerySet[ReviewAssignment] | None":
    """The reviews awaited from jurors with more time, once reviews are closed for most jurors."""
    closed = list_editions(reader, are_closed=True)
    if not closed:
        return None
    seats = Role.objects.jurors().filter(edition__in=closed, reviews_due_at__gt=reader.at).order_by()
    own_seat = seats.filter(edition=OuterRef("application__call__edition"), user=OuterRef("reviewer"))
    return (
        ReviewAssignment.objects.awaited()
        .filter(reviewer__in=seats.values("user"), application__in=_list_undecided(reader).order_by())
        .annotate(extended_until=Subquery(own_seat.values("reviews_due_at")[:1]))
        .exclude(extended_until=None)
    )


_UNASSIGNED = TodoRule(
    page="projects:manage_assignment",
    phases={Phase.SELECTION},
    select=partial(_select_unassigned, awaits_links=False),
    edition="call__edition",
    urgency=TodoUrgency.DATE,
    title=ngettext_lazy("dossier sans évaluateur", "dossiers sans évaluateur"),
    due=lambda edition: edition.reviews_due_at,
    button=_("Affecter"),
)

RULES = (
    _UNASSIGNED,
    replace(
        _UNASSIGNED,
        select=partial(_select_unassigned, awaits_links=True),
        urgency=TodoUrgency.AWAITS_OTHERS,
        text=_("le tour des conflits attend encore des réponses"),
    ),
    TodoRule(
        page="projects:manage_assignment",
        phases={Phase.SELECTION},
        select=_select_short,
        edition="call__edition",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("dossier à qui il manque quelqu’un", "dossiers à qui il manque quelqu’un"),
        text=_("après un déport ou un départ"),
        due=lambda edition: edition.reviews_due_at,
        button=_("Affecter"),
    ),
    TodoRule(
        page="projects:manage_assignment",
        query="#relief",
        phases={Phase.SELECTION},
        select=_select_relief_requests,
        edition="application__call__edition",
        who="reviewer__name",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy(
            "évaluation qu’un membre du comité n’assurera pas",
            "évaluations que des membres du comité n’assureront pas",
        ),
        due=lambda edition: edition.reviews_due_at,
        button=_("Redistribuer"),
    ),
    TodoRule(
        page="projects:manage_assignment",
        query="#planned",
        phases={Phase.SELECTION},
        select=lambda reader: leave_out_hidden(PlannedDuty.objects.all(), reader, "application__project"),
        edition="application__call__edition",
        who="reviewer__name",
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("changement d’affectation à confirmer", "changements d’affectation à confirmer"),
        text=_("personne n’en sait rien avant"),
        moment="planned_at",
        button=_("Relire et confirmer"),
        writes=True,
    ),
    TodoRule(
        page="projects:manage_assignment",
        query="#loads",
        phases={Phase.SELECTION},
        select=_select_awaiting,
        edition="call__edition",
        count=Sum(F("reviews_expected") - F("reviews_done")),
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("évaluation attendue", "évaluations attendues"),
        due=lambda edition: edition.reviews_due_at,
        button=_("Voir qui relancer"),
    ),
    TodoRule(
        page="projects:manage_assignment",
        query="#loads",
        phases={Phase.SELECTION},
        select=_select_extended,
        edition="application__call__edition",
        who="reviewer__name",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("évaluation attendue", "évaluations attendues"),
        text=_("de qui a plus de temps"),
        moment="extended_until",
        is_limit=True,
        button=_("Voir qui relancer"),
    ),
    ProgressRule(
        page="projects:manage_assignment",
        phases={Phase.SELECTION},
        select=lambda reader: leave_out_hidden(
            Application.objects.filter(state__in=SCORED).annotate(kind=_is_reviewed), reader, "project"
        ),
        edition="call__edition",
        who="kind",
        title=ngettext_lazy("dossier recevable", "dossiers recevables"),
        labels={
            "reviewed": _("toutes évaluations reçues"),
            "awaited": _("évaluations attendues"),
        },
    ),
)
