"""People: commands, quotas, jobs, delivery, storage, front-ends and the command line."""
