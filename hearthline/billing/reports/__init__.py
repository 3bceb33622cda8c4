"""What bookkeepers ask for: who owes since when, what was earned, which taxes are held.

Each report is worked out from bills and set against the ledger's book: `Tied` says whether both
come to the same. Periods are days (the last one included) in the provider's time zone.
"""

from hearthline.billing.reports.ageing import AgedAccount, Ageing, aged_accounts, ageing
from hearthline.billing.reports.periods import PeriodReport, ReportLine, Tied, revenue, taxes

__all__ = [
    "AgedAccount",
    "Ageing",
    "PeriodReport",
    "ReportLine",
    "Tied",
    "aged_accounts",
    "ageing",
    "revenue",
    "taxes",
]
