"""`make demo`: the demo editions, loaded if nobody is there yet, on a site of this computer."""

from local_site import run


def fill() -> None:
    """Load the demo into an empty database."""
    from django.core.management import call_command

    call_command("load_demo", "--if-empty")


if __name__ == "__main__":
    run(
        command="make demo",
        filling="Demo editions: loading them if the site is empty",
        fill=fill,
        environment={
            "COMPANY_LOOKUP_URL": "http://127.0.0.1:{port}/dev/companies",
            "PUBLISHER": "Possibles, démonstration : rien de ce qu’on y lit n’existe.",
        },
    )
