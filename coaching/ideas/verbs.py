"""The audit verbs of the mix, with their descriptions."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "plan_rounds",
        "coaching.mixboard",
        ngettext_lazy(
            "a préparé des tours du Grand Mix", "a préparé %(count)d fois des tours du Grand Mix", "count"
        ),
    ),
    Verb(
        "set_mix_board",
        "coaching.mixboard",
        ngettext_lazy("a réglé le Grand Mix", "a réglé %(count)d fois le Grand Mix", "count"),
    ),
    Verb(
        "remove_round",
        "coaching.mixround",
        ngettext_lazy("a retiré un tour du Grand Mix", "a retiré %(count)d tours du Grand Mix", "count"),
    ),
    Verb(
        "open_round",
        "coaching.mixround",
        ngettext_lazy("a ouvert un tour du Grand Mix", "a ouvert %(count)d tours du Grand Mix", "count"),
    ),
    Verb(
        "close_round",
        "coaching.mixround",
        ngettext_lazy("a terminé un tour du Grand Mix", "a terminé %(count)d tours du Grand Mix", "count"),
    ),
    Verb(
        "hide_idea",
        "coaching.contribution",
        ngettext_lazy("a masqué une idée", "a masqué %(count)d idées", "count"),
    ),
    Verb(
        "show_idea",
        "coaching.contribution",
        ngettext_lazy("a affiché une idée à relire", "a affiché %(count)d idées à relire", "count"),
    ),
    Verb(
        "disown_ideas",
        "coaching.attendee",
        ngettext_lazy(
            "n’a pas reconnu des idées écrites sous son nom",
            "n’a pas reconnu %(count)d fois des idées écrites sous son nom",
            "count",
        ),
    ),
    Verb(
        "plan_rotation",
        "coaching.rotation",
        ngettext_lazy("a réparti les tables", "a réparti %(count)d fois les tables", "count"),
    ),
    Verb(
        "remove_rotation",
        "coaching.rotation",
        ngettext_lazy(
            "a retiré la répartition des tables", "a retiré %(count)d fois la répartition des tables", "count"
        ),
    ),
)
