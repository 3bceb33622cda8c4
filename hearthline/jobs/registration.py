"""Tasks of registration, sign-in and recovery."""

from procrastinate.contrib.django import app

from hearthline.customers import operations as customers
from hearthline.identity import operations as identity
from hearthline.kernel import clock


@app.task(name="send_registration_code", retry=5)
def send_registration_code(challenge_id: int, registration_id: int) -> None:
    """Make a code for one step of a registration and send it."""
    customers.send_registration_code(
        challenge_id=challenge_id, registration_id=registration_id, now=clock.now()
    )


@app.task(name="send_code", retry=5)
def send_code(challenge_id: int) -> None:
    """Make a code for a user's recovery or change of contact and send it."""
    identity.send_code(challenge_id=challenge_id, now=clock.now())


@app.task(name="send_username", retry=5)
def send_username(user_id: int) -> None:
    """Send a person their username; nobody's number does nothing."""
    identity.send_username(user_id=user_id, now=clock.now())


@app.periodic(cron="47 8 * * *")
@app.task(name="prune_sign_ins", queueing_lock="prune_sign_ins")
def prune_sign_ins(timestamp: int) -> None:
    """Each night (of America), forget sign-ins older than people can look back."""
    del timestamp  # when the run was due; what counts is now
    identity.prune_sign_ins(now=clock.now())


@app.periodic(cron="17 * * * *")
@app.task(name="sweep_sign_in")
def sweep_sign_in(timestamp: int) -> None:  # noqa: ARG001 - the schedule's
    """Remove sessions, counters, codes and registrations that ran out."""
    now = clock.now()
    identity.sweep(now=now)
    customers.sweep_registrations(now=now)
