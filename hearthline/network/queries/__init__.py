"""What pages and other rooms ask about the network."""

from hearthline.network.phone_numbers import number_text
from hearthline.network.queries.lines import (
    PhoneLineLine,
    TvLine,
    phone_line_of,
    phone_lines_of,
    phone_progress,
    tv_of,
)
from hearthline.network.queries.provisioning import (
    KIND_TEXTS,
    WORK_PAGE_SIZE,
    DifferenceLine,
    StepLine,
    TryLine,
    WorkDetail,
    WorkLine,
    WorkPage,
    newest_differences,
    steps_of,
    work_detail,
    work_queue,
)

__all__ = [
    "KIND_TEXTS",
    "WORK_PAGE_SIZE",
    "DifferenceLine",
    "PhoneLineLine",
    "StepLine",
    "TryLine",
    "TvLine",
    "WorkDetail",
    "WorkLine",
    "WorkPage",
    "newest_differences",
    "number_text",
    "phone_line_of",
    "phone_lines_of",
    "phone_progress",
    "steps_of",
    "tv_of",
    "work_detail",
    "work_queue",
]
