"""What the audit log records of canvases, and its words."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "programmes.edition",
        Verb("choose_axes", "a choisi les axes de la carte ADN", "a choisi les axes de la carte ADN"),
        Verb("change_axes", "a modifié les axes de la carte ADN", "a modifié les axes de la carte ADN"),
        Verb("order_pitches", "a changé l’ordre des pitchs", "a changé l’ordre des pitchs", is_minor=True),
        Verb("draw_pitches", "a tiré au sort l’ordre des pitchs", "a tiré au sort l’ordre des pitchs"),
    ),
    *verbs_of(
        "coaching.canvas",
        Verb("start_canvas", "a commencé un canevas", "a commencé %(count)d canevas", is_minor=True),
        Verb("validate_canvas", "a validé un canevas", "a validé %(count)d canevas"),
        Verb("reopen_canvas", "a rouvert un canevas", "a rouvert %(count)d canevas"),
        Verb("freeze_canvas", "a figé un canevas", "a figé %(count)d canevas"),
        Verb("unfreeze_canvas", "a dégelé un canevas", "a dégelé %(count)d canevas"),
        Verb(
            "add_photo",
            "a joint une photo à un canevas",
            "a joint %(count)d photos à des canevas",
            is_minor=True,
        ),
        Verb(
            "describe_photo",
            "a redit ce que montre une photo d’un canevas",
            "a redit ce que montrent %(count)d photos",
            is_minor=True,
        ),
        Verb(
            "remove_photo",
            "a retiré une photo d’un canevas",
            "a retiré %(count)d photos de canevas",
            is_minor=True,
        ),
    ),
)
