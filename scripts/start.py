"""`make start`: an empty site on this computer, and its first organiser. Its data live apart from the demo's."""

import io
import os

from local_site import ROOT, run


def fill() -> str:
    """Make the first organiser, unless somebody looks after the site already."""
    from django.core.management import call_command

    from accelerator.accounts.models import User

    if not User.objects.filter(is_staff=True).exists():
        call_command(
            "createorganiser", os.environ["EMAIL"], stdout=io.StringIO()
        )  # the greeting tells the link
    return "Organiser ready"


if __name__ == "__main__":
    run(
        command="make start",
        fill=fill,
        environment={"EMAIL": "organisation@possibles.example", "POSSIBLES_VAR": str(ROOT / "var" / "start")},
    )
