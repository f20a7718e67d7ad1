"""`make start`: an empty site on this computer, and its first organiser. Its data live apart from the demo's."""

import io
import os

from local_site import ROOT, run


def fill() -> None:
    """Make the first organiser, unless somebody looks after the site already."""
    from django.core.management import call_command

    from accelerator.accounts.models import User

    if not User.objects.filter(is_staff=True).exists():
        call_command(
            "createorganiser", os.environ["EMAIL"], stdout=io.StringIO()
        )  # the greeting tells the link


if __name__ == "__main__":
    run(
        command="make start",
        filling="First organiser: creating the account if there is none",
        fill=fill,
        environment={"EMAIL": "organisation@possibles.example", "POSSIBLES_VAR": str(ROOT / "var" / "start")},
    )
