"""How unusual a sign-in is: rules that are data, facts that a few rows hold, a judgement.

The judgement comes after the first factor was right. A high one asks for a second step, a lower
one tells the person; both are written into the history with their reasons.
"""

from hearthline.identity.risk.facts import Facts, RequestFacts, request_facts
from hearthline.identity.risk.judging import Judgement, judge_sign_in

__all__ = ["Facts", "Judgement", "RequestFacts", "judge_sign_in", "request_facts"]
