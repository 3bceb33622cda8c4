"""What the network room does, one file per use case."""

from hearthline.network.operations.check_lines import (
    PhoneCheck,
    TvCheck,
    UnableToFindLine,
    check_phone,
    check_tv,
)
from hearthline.network.operations.lines import (
    UnableToEnsureLine,
    end_connection,
    end_phone_line,
    ensure_connection,
    ensure_phone_line,
    ensure_tv,
    set_tv_channels,
)
from hearthline.network.operations.phone import (
    MAY_CHANGE_PHONE,
    CallHandling,
    UnableToChangePhone,
    change_phone_line,
)
from hearthline.network.operations.reconcile import (
    reconcile_network,
    reconcile_tv,
    reconcile_voice,
)
from hearthline.network.operations.run_step import run_provisioning_step, sweep_provisioning
from hearthline.network.operations.staff_steps import UnableToResolveStep, close_step, retry_step
from hearthline.network.operations.want import hold_steps, want

__all__ = [
    "MAY_CHANGE_PHONE",
    "CallHandling",
    "PhoneCheck",
    "TvCheck",
    "UnableToChangePhone",
    "UnableToEnsureLine",
    "UnableToFindLine",
    "UnableToResolveStep",
    "change_phone_line",
    "check_phone",
    "check_tv",
    "close_step",
    "end_connection",
    "end_phone_line",
    "ensure_connection",
    "ensure_phone_line",
    "ensure_tv",
    "hold_steps",
    "reconcile_network",
    "reconcile_tv",
    "reconcile_voice",
    "retry_step",
    "run_provisioning_step",
    "set_tv_channels",
    "sweep_provisioning",
    "want",
]
