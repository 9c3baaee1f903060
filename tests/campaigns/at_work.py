"""The bot as ``app.py serve`` runs it, only so many seconds ahead: whenever a test runs, people are at work there."""

import argparse
import asyncio
import os
from datetime import timedelta

import app
from bot import sending_hours
from bot.adapters.clock import SystemClock

AHEAD = "SECONDS_AHEAD"
PROGRAM = "-c", "from tests.campaigns.at_work import serve; serve()"
LEFT = timedelta(hours=2)  # of the day's sending, at least, so that no test runs into its end


class AtWork(SystemClock):
    """Wall time so many seconds ahead; steady time as it is."""

    def __init__(self, ahead=None):
        self._ahead = timedelta(seconds=float(os.environ[AHEAD] if ahead is None else ahead))

    def now(self):
        return super().now() + self._ahead


def seconds_ahead():
    """From now to the next moment with enough of a sending day left; 0.0 when this is one."""
    now = SystemClock().now()
    if sending_hours.is_open(now) and sending_hours.is_open(now + LEFT):
        return 0.0
    return (sending_hours.next_open(now + LEFT if sending_hours.is_open(now) else now) - now).total_seconds() + 1


def serve():
    app.SystemClock = AtWork
    app.quiet_logs()
    raise SystemExit(asyncio.run(app.serve(argparse.Namespace(demo=False))))
