"""The machine room: how the school is installed, started and looked after.

`prepare.py` runs on a bare Python and makes the virtual environment; `checks.py` is what `make test` runs; `runner.py` keeps the
web server, the worker and the scheduler alive as one process group; the other files are for operators. Nothing here knows a lesson
or a certificate, and nothing else may import from here except the commands in `school/management`.
"""
