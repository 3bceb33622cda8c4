"""What the network room does, one file per use case."""

from hearthline.network.errors import (
    UnableToFindConnection,
    UnableToRestart,
)
from hearthline.network.operations.access_groups import (
    follow_suspensions,
    groups_that_differ,
    put_access_group,
    restrict_connections,
)
from hearthline.network.operations.asking import (
    recent_refusals,
)
from hearthline.network.operations.change_outage import (
    ChangeRefusal,
    OutageNews,
    UnableToChangeOutage,
    end_outage,
    update_outage,
    withdraw_outage,
)
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
    resend_tv,
    set_tv_channels,
)
from hearthline.network.operations.phone import (
    CallHandling,
    UnableToChangePhone,
    change_phone_line,
)
from hearthline.network.operations.post_outage import (
    OutageDraft,
    OutageRefusal,
    UnableToPostOutage,
    check_draft,
    post_outage,
)
from hearthline.network.operations.reconcile import (
    reconcile_network,
    reconcile_tv,
    reconcile_voice,
)
from hearthline.network.operations.restarts import (
    RestartProgress,
    finish_restarts,
    restart_connection,
    restart_progress,
)
from hearthline.network.operations.run_step import (
    run_provisioning_step,
    sweep_provisioning,
)
from hearthline.network.operations.sampling import (
    Sampled,
    refresh_connection,
    sample_usage,
)
from hearthline.network.operations.staff_steps import (
    UnableToResolveStep,
    close_step,
    retry_step,
)
from hearthline.network.operations.take_over import (
    ExistingConnection,
    take_over_connections,
)
from hearthline.network.operations.take_over_lines import (
    ExistingPhoneLine,
    ExistingTv,
    take_over_phone_lines,
    take_over_tv,
)
from hearthline.network.operations.tell_outage import (
    tell_outage,
)
from hearthline.network.operations.want import (
    hold_steps,
    want,
)

__all__ = [
    "CallHandling",
    "ChangeRefusal",
    "ExistingConnection",
    "ExistingPhoneLine",
    "ExistingTv",
    "OutageDraft",
    "OutageNews",
    "OutageRefusal",
    "PhoneCheck",
    "RestartProgress",
    "Sampled",
    "TvCheck",
    "UnableToChangeOutage",
    "UnableToChangePhone",
    "UnableToEnsureLine",
    "UnableToFindConnection",
    "UnableToFindLine",
    "UnableToPostOutage",
    "UnableToResolveStep",
    "UnableToRestart",
    "change_phone_line",
    "check_draft",
    "check_phone",
    "check_tv",
    "close_step",
    "end_connection",
    "end_outage",
    "end_phone_line",
    "ensure_connection",
    "ensure_phone_line",
    "ensure_tv",
    "finish_restarts",
    "follow_suspensions",
    "groups_that_differ",
    "hold_steps",
    "post_outage",
    "put_access_group",
    "recent_refusals",
    "reconcile_network",
    "reconcile_tv",
    "reconcile_voice",
    "refresh_connection",
    "resend_tv",
    "restart_connection",
    "restart_progress",
    "restrict_connections",
    "retry_step",
    "run_provisioning_step",
    "sample_usage",
    "set_tv_channels",
    "sweep_provisioning",
    "take_over_connections",
    "take_over_phone_lines",
    "take_over_tv",
    "tell_outage",
    "update_outage",
    "want",
    "withdraw_outage",
]
