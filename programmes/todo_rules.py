"""What waits in a new edition before its call opens, around its committee, and among people who want a role."""

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext, gettext_lazy as _, ngettext_lazy

from programmes.actions.editions import missing_before_publication, to_confirm_before_publication
from programmes.enums import Phase
from programmes.models import Call, CommitteeSeat, Criterion, Edition, Invitation, Role
from programmes.todo import EditionFact, TodoAct, TodoLine, TodoRule, TodoUrgency

BEFORE_DECISIONS = frozenset({Phase.DRAFT, Phase.ANNOUNCED, Phase.CALL, Phase.SELECTION})
_here = {"edition": OuterRef("pk")}


IS_COMPOSED = EditionFact(
    lambda _at: CommitteeSeat.objects.filter(
        Exists(Criterion.objects.filter(edition=OuterRef("edition"))), **_here
    )
)
"""Bodies sit, and they have a grid."""
HAS_MEMBERS = EditionFact(lambda _at: Role.objects.jurors().filter(**_here))
HAS_CHAIR = EditionFact(lambda _at: Role.objects.chairs().filter(**_here))
HAS_PENDING_OFFERS = EditionFact(lambda at: Invitation.objects.pending(at).to_committee().filter(**_here))
HAS_DECLINED_OFFERS = EditionFact(
    lambda _at: Invitation.objects.to_committee().filter(declined_at__isnull=False, **_here)
)


def _describe_readiness(line: TodoLine) -> str:
    """The first thing that is missing, or to be read again; three queries at most."""
    missing = missing_before_publication(line.edition.call, line.at)
    remaining = missing or to_confirm_before_publication(line.edition.call, line.at)
    if remaining:
        return str(remaining[0])
    return gettext("Tout est prêt : il s’ouvre et se ferme tout seul, à ses dates.")


RULES = (
    TodoRule(
        page="programmes:manage_settings",
        phases={Phase.DRAFT},
        select=lambda _reader: Edition.objects.filter(theme_fr=""),
        edition="pk",
        urgency=TodoUrgency.AWAITS_US,
        title=_("Dire l’essentiel"),
        text=_("Le thème, la présentation, le nombre de places, le lieu."),
        button=_("Compléter"),
        is_counted=False,
    ),
    TodoRule(
        page="programmes:manage_dates",
        phases={Phase.DRAFT},
        select=lambda _reader: Edition.objects.filter(session_starts_on=None),
        edition="pk",
        urgency=TodoUrgency.AWAITS_US,
        title=_("Fixer les dates"),
        text=_("Celles de la session d’abord : les autres s’y rapportent."),
        button=_("Fixer"),
        is_counted=False,
    ),
    TodoRule(
        page="programmes:manage_call",
        phases={Phase.DRAFT},
        select=lambda _reader: Edition.objects.filter(
            Q(call__form=None) | Q(call__rules_fr=""), silent=False
        ),
        edition="pk",
        urgency=TodoUrgency.AWAITS_US,
        title=_("Écrire l’appel"),
        text=_("Ses dates, ce qu’il recherche, son règlement."),
        button=_("Écrire"),
        is_counted=False,
    ),
    TodoRule(
        page="programmes:manage_committee",
        phases=BEFORE_DECISIONS,
        unless={IS_COMPOSED},
        urgency=TodoUrgency.AWAITS_US,
        title=_("Réunir le comité"),
        text=_("La grille d’évaluation et les organismes qui siègent."),
        button=_("Composer"),
        is_counted=False,
    ),
    TodoRule(
        page="programmes:manage_people",
        phases=BEFORE_DECISIONS,
        only_if={IS_COMPOSED},
        unless={HAS_MEMBERS, HAS_PENDING_OFFERS},
        urgency=TodoUrgency.AWAITS_US,
        title=_("Inviter les membres du comité"),
        text=_("Personne ne siège encore."),
        button=_("Inviter"),
        is_counted=False,
    ),
    TodoRule(
        page="programmes:manage_committee",
        query="#officers",
        phases={Phase.SELECTION},
        only_if={HAS_MEMBERS},
        unless={HAS_CHAIR},
        urgency=TodoUrgency.AWAITS_US,
        title=_("Nommer la présidence du comité"),
        text=_("Elle conduit la séance."),
        button=_("Nommer"),
        is_counted=False,
    ),
    TodoRule(
        page="programmes:manage_call",
        phases={Phase.DRAFT},
        select=lambda _reader: (
            Call.objects.exclude(form=None, edition__silent=False)
            .exclude(rules_fr="", edition__silent=False)
            .filter(published_at=None)
        ),
        urgency=TodoUrgency.AWAITS_US,
        title=_("Publier l’appel"),
        text=_describe_readiness,
        button=_("Publier"),
        is_counted=False,
    ),
    TodoRule(
        page="programmes:manage_people",
        phases=frozenset(Phase) - {Phase.CLOSED},
        select=lambda _reader: Invitation.objects.waiting().exclude(claimed_by=None),
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("personne demande un rôle", "personnes demandent un rôle"),
        who="claimed_by__name",
        moment="claimed_at",
        button=_("Répondre"),
    ),
    TodoRule(
        page="programmes:manage_committee",
        phases=BEFORE_DECISIONS,
        select=lambda reader: Invitation.objects.that_leave_a_seat_empty(reader.at),
        only_if={HAS_DECLINED_OFFERS},
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy(
            "invitation au comité déclinée, siège vide", "invitations au comité déclinées, sièges vides"
        ),
        who="organisation__name",
        moment="declined_at",
        button=_("Inviter une suppléance"),
    ),
    TodoRule(
        page="programmes:manage_committee",
        phases={Phase.ANNOUNCED, Phase.CALL, Phase.SELECTION},
        select=lambda _reader: Role.objects.without_declaration(),
        urgency=TodoUrgency.AWAITS_OTHERS,
        title=ngettext_lazy(
            "déclaration d’intérêts à accepter au comité", "déclarations d’intérêts à accepter au comité"
        ),
        who="user__name",
        count=Count("user", distinct=True),
        button=_("Voir qui relancer"),
        act=TodoAct(
            page="programmes:remind_declarations",
            button=ngettext_lazy("Relancer", "Relancer les %d personnes"),
            text=_("Un message part à chaque membre qui ne l’a pas acceptée : un seul par jour."),
        ),
    ),
    TodoRule(
        page="programmes:manage_people",
        phases=BEFORE_DECISIONS,
        select=lambda reader: Invitation.objects.pending(reader.at).to_committee(),
        only_if={HAS_PENDING_OFFERS},
        urgency=TodoUrgency.AWAITS_OTHERS,
        title=ngettext_lazy("invitation au comité sans réponse", "invitations au comité sans réponse"),
        moment="sent_at",
        button=_("Voir les invitations"),
    ),
)
