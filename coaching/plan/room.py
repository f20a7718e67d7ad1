"""The plan in the room of a project: its tab, its cards, and its part of the history."""

from collections.abc import Mapping

from django.db.models import CharField, Exists, F, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from accelerator.audit.models import AuditEntry
from coaching.models import ActionItem, ActionUpdate, Blocker, Need
from coaching.plan.actions import add_blocker
from coaching.room.access import ProjectRoom, register_fact
from coaching.room.cards import CardSource, register_cards, split_brakes
from coaching.room.news import register_news, select_acts, select_row_acts
from coaching.room.tabs import Tab, register_tabs
from projects.models import Participation

ORDER = 60


def has_actions(place: str = "pk") -> Exists:
    """Whether an action is written; over rows whose participation is ``place``."""
    return Exists(ActionItem.objects.active().filter(participation=OuterRef(place)).exclude(line=""))


def list_plan_tabs(room: ProjectRoom) -> list[Tab]:
    """No query."""
    planned = bool(room.facts["has_actions"])
    purpose = _(
        "Ce que vous ferez en sortant : vos pistes d’action, leur premier pas, ce dont vous avez besoin."
    )
    left = "" if planned else _("à commencer")
    return [Tab("plan", _("Plan"), purpose, "coaching:room_plan", left=str(left), done=planned)]


def register_plan() -> None:
    """Called when the app is ready."""
    register_tabs(ORDER, list_plan_tabs)
    register_fact("has_actions", has_actions)
    register_news(WORDS, list_acts)
    register_cards(CardSource("brakes_levers", "plan", _("Freins"), split_brakes, add_blocker))


TAB = "plan"
WORDS: Mapping[str, object] = {
    "blocker": ngettext_lazy("un verrou", "%(count)d verrous", "count"),
    "action": ngettext_lazy("une action", "%(count)d actions", "count"),
    "need": ngettext_lazy("un besoin", "%(count)d besoins", "count"),
    "action_todo": ngettext_lazy(
        "%(name)s a remis une action à faire", "%(name)s a remis %(count)d fois une action à faire", "count"
    ),
    "action_doing": ngettext_lazy(
        "%(name)s a donné des nouvelles d’une action en cours",
        "%(name)s a donné %(count)d fois des nouvelles d’une action en cours",
        "count",
    ),
    "action_done": ngettext_lazy(
        "%(name)s a fini une action", "%(name)s a fini %(count)d fois une action", "count"
    ),
    "action_dropped": ngettext_lazy(
        "%(name)s a abandonné une action", "%(name)s a abandonné %(count)d fois une action", "count"
    ),
    "share_need": ngettext_lazy(
        "%(name)s a transmis un besoin aux partenaires",
        "%(name)s a transmis %(count)d besoins aux partenaires",
        "count",
    ),
    "withdraw_need": ngettext_lazy(
        "%(name)s ne transmet plus un besoin aux partenaires",
        "%(name)s ne transmet plus %(count)d besoins aux partenaires",
        "count",
    ),
}


def list_acts(place: Participation) -> list[QuerySet[Model]]:
    """The acts on the plan of a project, as querysets for :func:`register_news`. No query."""
    rows = (
        ("blocker", Blocker.objects.exclude(text="")),
        ("action", ActionItem.objects.exclude(line="")),
        ("need", Need.objects.exclude(sentence="")),
    )
    needs = Need.objects.filter(participation=place).order_by().values(name=Cast("pk", CharField()))
    passed_on = AuditEntry.objects.filter(
        subject_type=Need._meta.label_lower, verb__in=("share_need", "withdraw_need"), subject_id__in=needs
    )
    return [
        *(
            act
            for kind, acts in rows
            for act in select_row_acts(
                acts.filter(participation=place), kind, tab=TAB, changes=kind == "blocker"
            )
        ),
        select_acts(
            ActionUpdate.objects.filter(action__participation=place),
            Concat(Value("action_"), F("state"), output_field=CharField()),
            tab=TAB,
            at="at",
            by="by",
            note=F("action__line"),
        ),
        select_acts(passed_on, F("verb"), tab=TAB, at="at", by="actor"),
    ]
