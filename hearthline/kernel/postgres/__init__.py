"""PostgreSQL that comes with the package: a private server for one machine.

It listens on a Unix socket in a private folder, knows no passwords (the kernel vouches for who
connects) and, when root starts it, runs as an unprivileged user. `use` is the everyday way in;
`start` and `stop` are its halves.
"""

from hearthline.kernel.postgres.cluster import make_data_dir
from hearthline.kernel.postgres.databases import (
    create_database,
    database_exists,
    drop_database,
    rename_database,
)
from hearthline.kernel.postgres.places import (
    APP_ROLE,
    DATABASE_NAME,
    OWNER_ROLE,
    PORT,
    UnableToStartPostgres,
    socket_dir,
)
from hearthline.kernel.postgres.server import Server, is_running, remove, start, stop, use

__all__ = [
    "APP_ROLE",
    "DATABASE_NAME",
    "OWNER_ROLE",
    "PORT",
    "Server",
    "UnableToStartPostgres",
    "create_database",
    "database_exists",
    "drop_database",
    "is_running",
    "make_data_dir",
    "remove",
    "rename_database",
    "socket_dir",
    "start",
    "stop",
    "use",
]
