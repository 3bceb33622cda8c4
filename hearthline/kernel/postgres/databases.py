"""Roles and databases on the embedded server, made by its superuser."""

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from hearthline.kernel.postgres.places import APP_ROLE, DATABASE_NAME, OWNER_ROLE

if TYPE_CHECKING:
    from hearthline.kernel.postgres.server import Server


def create_database(server: "Server", name: str, *, template: str | None = None) -> None:
    """Make a database that belongs to `hearthline_owner`, empty or as a copy of another."""
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template or "template0")
    )
    with connect(server) as connection:
        connection.execute(statement)


def drop_database(server: "Server", name: str) -> None:
    """Remove a database if it is there, and end whoever is connected to it."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with connect(server) as connection:
        connection.execute(statement)


def rename_database(server: "Server", name: str, new_name: str) -> None:
    """Give a database that nobody is connected to another name."""
    statement = sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
        sql.Identifier(name), sql.Identifier(new_name)
    )
    with connect(server) as connection:
        connection.execute(statement)


def database_exists(server: "Server", name: str) -> bool:
    """Whether the server has a database of this name."""
    with connect(server) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def connect(server: "Server") -> "psycopg.Connection[tuple[object, ...]]":
    """A connection as superuser, outside any transaction."""
    return psycopg.connect(
        host=str(server.socket_dir),
        port=server.port,
        user=server.superuser,
        dbname="postgres",
        autocommit=True,
        connect_timeout=10,
    )


def furnish(server: "Server") -> None:
    """Make the two roles and Hearthline's database where they are missing. Safe to repeat."""
    with connect(server) as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        if OWNER_ROLE not in roles:
            connection.execute(f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB CREATEROLE")
        if APP_ROLE not in roles:
            connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN")
    if not database_exists(server, DATABASE_NAME):
        create_database(server, DATABASE_NAME)
