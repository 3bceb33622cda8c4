"""Tasks of the network room about what its systems are told."""

from procrastinate.contrib.django import app

from hearthline.kernel import clock
from hearthline.network import operations


@app.task(name="run_provisioning_step", retry=3)
def run_provisioning_step(step_id: int) -> None:
    """Try one step; it sees itself to its further tries."""
    operations.run_provisioning_step(step_id=step_id, now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="sweep_provisioning", queueing_lock="sweep_provisioning")
def sweep_provisioning(timestamp: int) -> None:
    """Each minute, take up steps whose job got lost or whose runner died."""
    del timestamp  # when the run was due; what counts is now
    operations.sweep_provisioning(now=clock.now())


@app.periodic(cron="37 8 * * *")
@app.task(name="reconcile_network", queueing_lock="reconcile_network")
def reconcile_network(timestamp: int) -> None:
    """Each night (of America), compare what the network has with what we believe."""
    del timestamp
    operations.reconcile_network(now=clock.now())
