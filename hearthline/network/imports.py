"""Lines that a provider's network has already: judged and written down by the set.

What the network has is taken to be right: nobody is told anything, no steps are made. The nightly
comparison finds what the network's systems have differently.
"""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from hearthline.customers.imports import STAGED_ACCOUNTS
from hearthline.kernel.sql import run
from hearthline.kernel.staging import Outcome, Staging

SQL = Path(__file__).parent / "sql" / "imports"

STAGED_CONNECTIONS = Staging(
    "staged_connection",
    "connections.csv",
    {
        "account_number": "text",
        "service_identifier": "text",
        "username": "text",
        "node_code": "text",
        "node_name": "text",
    },
)


def refuse_bad_connections(*, absent: Collection[str] = ()) -> None:
    """Mark the staged connections that can't be imported. Accounts are staged before."""
    STAGED_CONNECTIONS.refuse_repeated("account_number", "service_identifier")
    STAGED_CONNECTIONS.refuse_repeated("username")
    STAGED_CONNECTIONS.refuse_unknown(
        "account_number",
        STAGED_ACCOUNTS,
        "account_number",
        known="customers_account.number",
        advice="Add the account to accounts.csv or correct the number",
    )
    STAGED_CONNECTIONS.keep(
        absent,
        {"node_code": "node.code"},
        "FROM network_connection AS known "
        "JOIN customers_account AS account ON account.id = known.account_id "
        "JOIN network_node AS node ON node.id = known.node_id "
        "WHERE account.number = staged.account_number "
        "AND known.service_identifier = staged.service_identifier",
    )


def begin_lines_to_take_over() -> None:
    """Make the temporary table `line_to_take_over`, empty; whoever knows the services fills it.

    A row is a connection (kind `internet`), a phone line (`phone`) or a TV service (`tv`) of an
    account, running or not, with the line of `subscriptions.csv` that asks for it.
    """
    run(SQL / "begin_lines.sql", {})


def judge_lines_to_take_over() -> None:
    """Say which lines ask for a name or number that another has.

    What a row of connections.csv asks for is refused there, the rest is said in `problem`.
    """
    run(SQL / "judge_lines.sql", {})


def take_over_lines(*, zone: str, now: datetime) -> dict[str, Outcome]:
    """Write down what the network has as `line_to_take_over` says; touch only what differs.

    Args:
        zone: the provider's time zone.
        now: when the import runs; nobody here has seen what was before.

    Returns:
        What was done, by kind of line.
    """
    parameters = {"zone": zone, "now": now}
    run(SQL / "merge_nodes.sql", {})
    connections = run(SQL / "merge_connections.sql", parameters)[0]
    ended = run(SQL / "end_phone_lines.sql", parameters)[0]["ended"]
    phone = run(SQL / "merge_phone_lines.sql", parameters)[0]
    phone["changed"] += ended
    television = run(SQL / "merge_tv.sql", parameters)[0]
    return {
        "connections": Outcome(**connections),
        "phone lines": Outcome(**phone),
        "TV services": Outcome(**television),
    }
