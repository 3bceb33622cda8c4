"""Who takes turns with whom."""

BILL_RUN_LOCK = 0x62696C6C
"""Bill runs take turns, a batch each: the word "bill" as the number of an advisory lock."""
