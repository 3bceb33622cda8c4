"""PostgreSQL that comes with the package: a private server for one machine."""

from pathlib import Path

DATABASE_NAME = "hearthline"


def socket_dir(data_dir: Path) -> Path:
    """Where the private server's socket lies for a data folder."""
    return data_dir / "postgres" / "socket"
