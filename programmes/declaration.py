"""The declaration of interests of a committee: the words of its edition, or the usual ones.

What a person accepts is stored with its version.
"""

from django.utils.translation import gettext as _

from programmes.models import Edition


def read_usual_declaration() -> str:
    """What is accepted where organisers wrote nothing else, in the language of its reader."""
    return _(
        "J’évalue chaque dossier pour lui-même. Je déclare tout lien avec une structure candidate, ses membres ou "
        "ses partenaires, et tout intérêt concurrent, dès que je les connais : je ne note pas ces dossiers et je ne "
        "vote pas sur eux. Je garde pour moi ce que je lis et ce qui se dit en séance."
    )


def read_declaration(edition: Edition) -> str:
    """The present text of this edition, in the language of its reader."""
    return edition.declaration or read_usual_declaration()
