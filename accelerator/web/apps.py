from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class WebConfig(AppConfig):
    name = "accelerator.web"
    label = "web"

    def ready(self) -> None:
        from accelerator.web import access, checks, permissions  # noqa: F401 (a check registers itself)

        access.declare(permissions.PAGES)
        connection_created.connect(spare_compilation)


def spare_compilation(*, connection: BaseDatabaseWrapper, **_rest: object) -> None:
    """Have statements run as they are, never compiled first: none of ours lasts long enough to repay it.

    PostgreSQL compiles what it expects to be long, and expects the most of subqueries that it asks once or never: one
    millisecond becomes fifty as soon as a table has ten thousand rows. It is here and not as an option of the
    connection, which poolers refuse.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
