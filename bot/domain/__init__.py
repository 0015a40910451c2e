"""The values that travel: requests, jobs, requesters, credits, limits, rules, errors. Imports nothing of `bot`."""
