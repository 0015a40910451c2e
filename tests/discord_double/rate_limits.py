"""Buckets: so many requests of one kind in one channel per window, told in Discord's headers."""

from __future__ import annotations

from tests.discord_double.world import Clock


class RateLimits:
    """One fixed window per operation and channel."""

    def __init__(self, clock: Clock, requests: int, seconds: float) -> None:
        self._clock = clock
        self.requests = requests
        self.seconds = seconds
        self._windows: dict[str, tuple[float, int]] = {}  # bucket → (start, requests so far)

    def take(self, operation: str, channel: str) -> tuple[bool, dict[str, str]]:
        """Whether the request is within its bucket, and the headers that say how the bucket stands."""
        bucket, now = f"{operation}-{channel}", self._clock.now()
        start, used = self._windows.get(bucket, (now, 0))
        if now - start >= self.seconds:
            start, used = now, 0
        self._windows[bucket] = (start, used + 1)
        headers = {
            "X-RateLimit-Limit": str(self.requests),
            "X-RateLimit-Remaining": str(max(0, self.requests - used - 1)),
            "X-RateLimit-Reset": f"{start + self.seconds:.3f}",
            "X-RateLimit-Reset-After": f"{max(0.0, start + self.seconds - now):.3f}",
            "X-RateLimit-Bucket": f"bucket-{operation}",
        }
        return used < self.requests, headers
