"""A fresh database for each volume: on the PostgreSQL of DATABASE_URL, else on a local one, else SQLite."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"


def server() -> str | None:
    """Address of a PostgreSQL that lets us create databases; ``None`` without one."""
    for address in filter(None, (os.environ.get("DATABASE_URL", ""), LOCAL)):
        if not address.startswith("postgres"):
            return None
        try:
            psycopg2.connect(address, connect_timeout=2).close()
        except psycopg2.OperationalError:
            continue
        return address
    return None


@contextmanager
def fresh(name: str, folder: Path) -> Iterator[str]:
    """A database that exists within the block only; gives its address."""
    admin = server()
    if admin is None:
        path = folder / f"{name}.sqlite3"
        yield f"sqlite:///{path}"
        for leftover in folder.glob(f"{name}.sqlite3*"):
            leftover.unlink()
        return
    execute(admin, f'drop database if exists "{name}" with (force)', f'create database "{name}"')
    try:
        yield urlunsplit(urlsplit(admin)._replace(path=f"/{name}"))
    finally:
        execute(admin, f'drop database if exists "{name}" with (force)')


def execute(address: str, *statements: str) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def describe(address: str) -> str:
    """``PostgreSQL 15.20`` or ``SQLite``."""
    if not address.startswith("postgres"):
        return "SQLite"
    connection = psycopg2.connect(address)
    version = connection.server_version
    connection.close()
    return f"PostgreSQL {version // 10000}.{version % 10000}"
