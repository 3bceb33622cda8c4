"""The worker, as a process of its own."""

import signal
import socket
import subprocess
import sys
import time
from typing import Any

from hearthline.notices.models import Message
from hearthline.notices.operations import send_message
from tests.conftest import NOW

PATIENCE_S = 30.0


def test_a_server_that_hangs_holds_back_nobody_else(committed, database_environment):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections and says nothing
        environment = database_environment | {
            "DEMO": "1",
            "MAIL_ADAPTER": "smtp",
            "SMTP_URL": f"smtp://127.0.0.1:{silent.getsockname()[1]}",
        }
        about: Any = {
            "kind": "registration_code",
            "language": "en",
            "context": {"code": "1234 5678", "minutes": 10},
            "now": NOW,
        }
        slow = send_message(channel="email", to="jo@home.example", **about)
        quick = send_message(channel="sms", to="+12175550133", **about)
        worker = subprocess.Popen(
            [sys.executable, "-m", "hearthline.cli", "worker"], env=environment
        )
        try:
            deadline = time.monotonic() + PATIENCE_S
            while Message.objects.get(pk=quick).status != "sent":
                assert time.monotonic() < deadline, "the second message waits for the first"
                time.sleep(0.1)
            # The first is still being handed over: nobody has given it up.
            assert Message.objects.get(pk=slow).claimed_until_at is not None
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(30)
