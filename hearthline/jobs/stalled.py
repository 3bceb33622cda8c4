"""Jobs whose worker was killed while it had them: done again, since no job may be lost."""

from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs")
async def retry_stalled_jobs(timestamp: int) -> None:
    """Each minute, put back what belongs to workers that have shown no life for half a minute."""
    del timestamp  # when the run was due; what counts is now
    for job in await app.job_manager.get_stalled_jobs():
        try:
            await app.job_manager.retry_job(job)
        except exceptions.UniqueViolation:  # the same is waiting already: its next turn does it
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
