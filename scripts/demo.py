"""`make demo`: the demo editions, on a site of this computer.

What loads in seconds comes before the address; two more editions follow while one looks around.
"""

from local_site import run


def fill() -> None:
    """Load what is quick of the demo into an empty database."""
    from django.core.management import call_command

    call_command("load_demo", "--part", "first", "--if-needed")


if __name__ == "__main__":
    run(
        command="make demo",
        filling="Demo editions: loading them if the site is empty",
        fill=fill,
        environment={
            "LOAD_ONCE_UP": "load_demo --part rest --if-needed",
            "COMPANY_LOOKUP_URL": "http://127.0.0.1:{port}/dev/companies",
            "PUBLISHER": "Possibles, démonstration : rien de ce qu’on y lit n’existe.",
        },
    )
