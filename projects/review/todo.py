"""What waits around reviews: dossiers without readers, reviews that are awaited."""

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.lookups import GreaterThan
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from programmes.enums import Phase
from programmes.models import Role
from programmes.todo import EditionFact, ProgressRule, TodoReader, TodoRule, TodoUrgency
from programmes.todo_rules import HAS_MEMBERS
from projects.application.enums import SCORED
from projects.conflicts.todo import leave_out_hidden
from projects.declarations.todo import ROUND_ANSWERS
from projects.models import Application, Decision, PlannedDuty, ReviewAssignment

_is_reviewed = Case(
    When(reviews_expected__gt=0, reviews_done__gte=F("reviews_expected"), then=Value("reviewed")),
    default=Value("awaited"),
    output_field=CharField(),
)


UNDECIDED = Application.objects.filter(
    # « decision=None » is a join, of which PostgreSQL expects one row: it would read the dossiers of all calls
    ~Exists(Decision.objects.filter(application=OuterRef("pk")).order_by()),
    state__in=SCORED,
).order_by()
"""Those that a reader may not know of too."""


_here = {"call": OuterRef("call")}
HAS_UNDECIDED = EditionFact(lambda _at: UNDECIDED.filter(**_here))
"""It has dossiers to decide; they are not counted, there may be thousands."""
AWAITS_REVIEWS = EditionFact(lambda _at: UNDECIDED.filter(reviews_done__lt=F("reviews_expected"), **_here))
HAS_RELIEF_REQUESTS = EditionFact(
    lambda _at: ReviewAssignment.objects.filter(
        application__call=OuterRef("call"), relief_requested_at__isnull=False
    )
)


def list_editions(reader: TodoReader, *, are_closed: bool) -> list[int]:
    """Keys of the editions whose reviews are closed, or still open."""
    return [edition.pk for edition in reader.editions if edition.reviews_are_closed(reader.at) == are_closed]


def _list_undecided(reader: TodoReader) -> "QuerySet[Application]":
    return leave_out_hidden(UNDECIDED, reader, "project")


def _select_unassigned(reader: TodoReader) -> "QuerySet[Application]":
    return _list_undecided(reader).filter(reviews_expected=0)


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


def _select_relief_requests(reader: TodoReader) -> "QuerySet[ReviewAssignment]":
    """Awaited reviews that their people wrote they will not manage."""
    requested = ReviewAssignment.objects.relief_requested().filter(
        application__decision=None, application__call__edition__in=list_editions(reader, are_closed=False)
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


RULES = (
    TodoRule(
        page="projects:manage_assignment",
        phases={Phase.SELECTION},
        # before somebody sits in the committee, it is to be composed
        select=_select_unassigned,
        only_if={HAS_MEMBERS},
        after=ROUND_ANSWERS,
        text_before=_("le tour des conflits attend encore des réponses"),
        edition="call__edition",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("dossier sans évaluateur", "dossiers sans évaluateur"),
        due=lambda edition: edition.reviews_due_at,
        button=_("Affecter"),
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
        only_if={HAS_RELIEF_REQUESTS},
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
        only_if={AWAITS_REVIEWS},
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
