"""What waits around a conflict round: links to resolve, people who have answers left."""

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from programmes.enums import Phase
from programmes.models import Edition, Role
from programmes.todo import EditionFact, TodoAct, TodoReader, TodoRule, TodoUrgency
from projects.application.enums import SCORED
from projects.conflicts.todo import leave_out_hidden
from projects.declarations.models import ConflictRound, LinkDeclaration
from projects.declarations.queries import list_unresolved, select_pending_roles
from projects.models import Application, ReviewAssignment

PHASES = {Phase.CALL, Phase.SELECTION}
HAS_OPEN_ROUND = EditionFact(lambda _at: ConflictRound.objects.open().filter(edition=OuterRef("pk")))


def _select_unresolved(reader: TodoReader) -> "QuerySet[LinkDeclaration]":
    return leave_out_hidden(list_unresolved().exclude(reviewer=reader.user), reader, "application__project")


def _select_without_round(_reader: TodoReader) -> "QuerySet[Edition]":
    """Editions with dossiers that wait for a committee which sits: its links are declared before it reads them."""
    jurors = Role.objects.jurors().filter(edition=OuterRef("pk")).order_by()
    dossiers = Application.objects.filter(call__edition=OuterRef("pk"), state__in=SCORED).order_by()
    duties = ReviewAssignment.objects.filter(application__call__edition=OuterRef("pk")).order_by()
    return Edition.objects.filter(Exists(jurors), Exists(dossiers), ~Exists(duties), conflict_round=None)


ROUND_ANSWERS = TodoRule(
    page="projects:manage_conflicts",
    phases=PHASES,
    select=lambda _reader: select_pending_roles(),
    only_if={HAS_OPEN_ROUND},
    edition="edition",
    who="user__name",
    moment="edition__conflict_round__opened_at",
    count=Count("user", distinct=True),
    urgency=TodoUrgency.AWAITS_OTHERS,
    title=ngettext_lazy("réponse au tour des conflits attendue", "réponses au tour des conflits attendues"),
    button=_("Voir qui relancer"),
    act=TodoAct(
        page="projects:remind_conflict_round",
        button=ngettext_lazy("Relancer", "Relancer les %d personnes"),
        text=_("Un message part à chaque personne qui a des réponses à donner : un seul par jour."),
    ),
)

RULES = (
    TodoRule(
        page="projects:manage_conflicts",
        phases={Phase.SELECTION},
        select=_select_without_round,
        edition="pk",
        urgency=TodoUrgency.DATE,  # dossiers are assigned afterwards
        title=_("Ouvrir le tour des conflits"),
        text=_("Chaque membre dit ses liens avec les dossiers, avant qu’ils ne lui soient confiés."),
        button=_("Ouvrir"),
        is_counted=False,
        writes=True,
    ),
    TodoRule(
        page="projects:manage_conflicts",
        phases=PHASES,
        select=_select_unresolved,
        edition="application__call__edition",
        who="reviewer__name",
        moment="at",
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("lien déclaré à résoudre", "liens déclarés à résoudre"),
        text=_("le dossier reste fermé à cette personne"),
        button=_("Résoudre"),
    ),
    ROUND_ANSWERS,
)
