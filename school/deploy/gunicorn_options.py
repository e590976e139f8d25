"""Gunicorn's options, the same in the demo and under systemd. Sync workers gave the best p99 on two cores."""

import gc
import os
from typing import Any

bind = os.environ.get("BIND", f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "sync"
timeout = 60
graceful_timeout = 30 if os.environ.get("MODE") == "production" else 5
max_requests = 1000
max_requests_jitter = 100
control_socket_disable = True
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
# No query strings and no addresses of people: both are personal.
accesslog = "-"
access_log_format = "%(s)s %(m)s %(U)s %(M)sms"
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")


def post_worker_init(worker: Any) -> None:
    """What was loaded at the start lives as long as the process: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
