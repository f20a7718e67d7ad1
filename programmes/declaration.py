"""The declaration of interests that a juror accepts. Its text is stored with each acceptance, under its version."""

from django.utils.translation import gettext as _

VERSION = 1
"""To be raised with any change of the text: jurors are then asked again."""


def read_declaration() -> str:
    """The text of the present version, in the language of its reader."""
    return _(
        "J’évalue chaque dossier pour lui-même. Je déclare tout lien avec une structure candidate, ses membres ou "
        "ses partenaires, et tout intérêt concurrent, dès que je les connais : je ne note pas ces dossiers et je ne "
        "vote pas sur eux. Je garde pour moi ce que je lis et ce qui se dit en séance."
    )
