"""The production web server inside a process that has already loaded the school."""

import os
from collections.abc import Callable
from pathlib import Path

from gunicorn.app.base import Application

OPTIONS = Path(__file__).with_name("gunicorn_options.py")


class Web(Application):  # type: ignore[misc]
    """Gunicorn with our options file and no look at the command line, which belongs to manage.py."""

    def load_config(self) -> None:
        self.load_config_from_file(str(OPTIONS))

    def load(self) -> Callable[..., object]:
        from school.wsgi import application

        return application


def serve() -> None:
    """Serve until told to stop."""
    host = os.environ.get("HOST", "127.0.0.1")
    if ":" in host:
        os.environ.setdefault("BIND", f"[{host}]:{os.environ.get('PORT', '8000')}")
    Web("manage.py").run()
