"""What the care room does, one file per use case."""

from hearthline.care.operations.advance_diagnosis import (
    advance_diagnosis,
)
from hearthline.care.operations.answer_question import (
    answer_question,
)
from hearthline.care.operations.articles import (
    UnableToFindArticle,
    UnableToOverwriteArticle,
    UnableToSaveArticle,
    count_help,
    create_article,
    load_articles,
    restore_article,
    save_article,
)
from hearthline.care.operations.attaching import (
    SentFile,
    UnableToAttach,
)
from hearthline.care.operations.diagnosing import (
    UnableToDiagnose,
)
from hearthline.care.operations.disputes import decide_line, decide_waiting, dispute_line
from hearthline.care.operations.end_in_ticket import (
    end_in_ticket,
    leave_diagnosis,
)
from hearthline.care.operations.go_on import (
    go_on,
)
from hearthline.care.operations.staff_tickets import (
    answer_ticket,
    assign_ticket,
    close_solved_tickets,
    note_on_ticket,
    solve_ticket,
    sweep_attachments,
)
from hearthline.care.operations.start_diagnosis import (
    start_diagnosis,
)
from hearthline.care.operations.tickets import (
    UnableToFindTicket,
    UnableToReply,
    UnableToWriteTicket,
    close_ticket,
    open_ticket,
    reopen_ticket,
    reply_to_ticket,
)

__all__ = [
    "SentFile",
    "UnableToAttach",
    "UnableToDiagnose",
    "UnableToFindArticle",
    "UnableToFindTicket",
    "UnableToOverwriteArticle",
    "UnableToReply",
    "UnableToSaveArticle",
    "UnableToWriteTicket",
    "advance_diagnosis",
    "answer_question",
    "answer_ticket",
    "assign_ticket",
    "close_solved_tickets",
    "close_ticket",
    "count_help",
    "create_article",
    "decide_line",
    "decide_waiting",
    "dispute_line",
    "end_in_ticket",
    "go_on",
    "leave_diagnosis",
    "load_articles",
    "note_on_ticket",
    "open_ticket",
    "reopen_ticket",
    "reply_to_ticket",
    "restore_article",
    "save_article",
    "solve_ticket",
    "start_diagnosis",
    "sweep_attachments",
]
