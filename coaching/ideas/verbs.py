"""The audit verbs of the mix, with their descriptions."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "coaching.mixboard",
        Verb(
            "plan_rounds",
            "a préparé des tours du Grand Mix",
            "a préparé %(count)d fois des tours du Grand Mix",
        ),
        Verb("set_mix_board", "a réglé le Grand Mix", "a réglé %(count)d fois le Grand Mix"),
    ),
    *verbs_of(
        "coaching.mixround",
        Verb("remove_round", "a retiré un tour du Grand Mix", "a retiré %(count)d tours du Grand Mix"),
        Verb("open_round", "a ouvert un tour du Grand Mix", "a ouvert %(count)d tours du Grand Mix"),
        Verb("close_round", "a terminé un tour du Grand Mix", "a terminé %(count)d tours du Grand Mix"),
    ),
    *verbs_of(
        "coaching.contribution",
        Verb("hide_idea", "a masqué une idée", "a masqué %(count)d idées"),
        Verb("show_idea", "a affiché une idée à relire", "a affiché %(count)d idées à relire"),
    ),
    *verbs_of(
        "coaching.attendee",
        Verb(
            "disown_ideas",
            "n’a pas reconnu des idées écrites sous son nom",
            "n’a pas reconnu %(count)d fois des idées écrites sous son nom",
        ),
    ),
    *verbs_of(
        "coaching.rotation",
        Verb("plan_rotation", "a réparti les tables", "a réparti %(count)d fois les tables"),
        Verb(
            "remove_rotation",
            "a retiré la répartition des tables",
            "a retiré %(count)d fois la répartition des tables",
        ),
    ),
)
