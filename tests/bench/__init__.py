"""Benchmarks: `make bench` starts real server processes on a demo school of its own and compares things inside one run.

Timings on shared machines drift, so a result is a ratio to something bare on the same server, never a number of seconds. Each
`bench_*` function of `__main__` is one row of the table.
"""
