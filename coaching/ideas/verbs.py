"""The audit verbs of the mix, with their descriptions."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "plan_rounds",
        "coaching.mixboard",
        acts("a préparé des tours du Grand Mix", "a préparé %(count)d fois des tours du Grand Mix"),
    ),
    Verb(
        "set_mix_board",
        "coaching.mixboard",
        acts("a réglé le Grand Mix", "a réglé %(count)d fois le Grand Mix"),
    ),
    Verb(
        "remove_round",
        "coaching.mixround",
        acts("a retiré un tour du Grand Mix", "a retiré %(count)d tours du Grand Mix"),
    ),
    Verb(
        "open_round",
        "coaching.mixround",
        acts("a ouvert un tour du Grand Mix", "a ouvert %(count)d tours du Grand Mix"),
    ),
    Verb(
        "close_round",
        "coaching.mixround",
        acts("a terminé un tour du Grand Mix", "a terminé %(count)d tours du Grand Mix"),
    ),
    Verb("hide_idea", "coaching.contribution", acts("a masqué une idée", "a masqué %(count)d idées")),
    Verb(
        "show_idea",
        "coaching.contribution",
        acts("a affiché une idée à relire", "a affiché %(count)d idées à relire"),
    ),
    Verb(
        "disown_ideas",
        "coaching.attendee",
        acts(
            "n’a pas reconnu des idées écrites sous son nom",
            "n’a pas reconnu %(count)d fois des idées écrites sous son nom",
        ),
    ),
    Verb(
        "plan_rotation",
        "coaching.rotation",
        acts("a réparti les tables", "a réparti %(count)d fois les tables"),
    ),
    Verb(
        "remove_rotation",
        "coaching.rotation",
        acts("a retiré la répartition des tables", "a retiré %(count)d fois la répartition des tables"),
    ),
)
