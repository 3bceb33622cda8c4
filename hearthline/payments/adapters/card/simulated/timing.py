"""How long this company takes, so that the demo can be watched and the tests are quick."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """All in seconds."""

    tick_s: float = 0.2
    """How often it looks for what is due."""
    hang_s: float = 25.0
    """How long a hanging charge keeps its caller waiting; longer than any caller waits."""
    late_s: float = 12.0
    """When a late answer comes."""
    again_s: float = 3.0
    """When the webhook that comes twice comes again."""
    retry_first_s: float = 1.0
    """The first wait after a webhook nobody took; each further one doubles."""
    retry_most_s: float = 300.0
    webhook_timeout_s: float = 10.0
    webhook_first_wait_s: float = 8.0
    """How long a page waits for its webhook to be taken before it sends the payer back."""
