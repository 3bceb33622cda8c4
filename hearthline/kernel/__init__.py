"""What every room stands on: money, time, the database, the queue, logs. Knows no domain."""
