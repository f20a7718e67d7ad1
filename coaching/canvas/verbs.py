"""What the audit log records of canvases, and its words."""

from accelerator.audit.verbs import Verb, acts

CANVAS = "coaching.canvas"

VERBS = (
    Verb(
        "choose_axes",
        "programmes.edition",
        acts("a choisi les axes de la carte ADN", "a choisi les axes de la carte ADN"),
    ),
    Verb(
        "change_axes",
        "programmes.edition",
        acts("a modifié les axes de la carte ADN", "a modifié les axes de la carte ADN"),
    ),
    Verb(
        "order_pitches",
        "programmes.edition",
        acts("a changé l’ordre des pitchs", "a changé l’ordre des pitchs"),
        is_minor=True,
    ),
    Verb(
        "draw_pitches",
        "programmes.edition",
        acts("a tiré au sort l’ordre des pitchs", "a tiré au sort l’ordre des pitchs"),
    ),
    Verb(
        "start_canvas", CANVAS, acts("a commencé un canevas", "a commencé %(count)d canevas"), is_minor=True
    ),
    Verb("validate_canvas", CANVAS, acts("a validé un canevas", "a validé %(count)d canevas")),
    Verb("reopen_canvas", CANVAS, acts("a rouvert un canevas", "a rouvert %(count)d canevas")),
    Verb("freeze_canvas", CANVAS, acts("a figé un canevas", "a figé %(count)d canevas")),
    Verb("unfreeze_canvas", CANVAS, acts("a dégelé un canevas", "a dégelé %(count)d canevas")),
    Verb(
        "add_photo",
        CANVAS,
        acts("a joint une photo à un canevas", "a joint %(count)d photos à des canevas"),
        is_minor=True,
    ),
    Verb(
        "describe_photo",
        CANVAS,
        acts("a redit ce que montre une photo d’un canevas", "a redit ce que montrent %(count)d photos"),
        is_minor=True,
    ),
    Verb(
        "remove_photo",
        CANVAS,
        acts("a retiré une photo d’un canevas", "a retiré %(count)d photos de canevas"),
        is_minor=True,
    ),
)
