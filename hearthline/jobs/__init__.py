"""The queue's tasks and the schedule: each task calls one operation."""
