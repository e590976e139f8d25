"""A small load generator: threads that ask one address as fast as they are answered, keeping connections where the server does."""

import http.client
import threading
import time


def measure(host, port, path, cookie, seconds, threads=4):
    """Requests per second; any answer but 200 ends the benchmark."""
    done, wrong = [0] * threads, []
    until = time.monotonic() + seconds

    def ask(number):
        connection = http.client.HTTPConnection(host, port, timeout=30)
        while time.monotonic() < until and not wrong:
            connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                wrong.append(response.status)
            done[number] += 1
        connection.close()

    started = time.monotonic()
    crowd = [threading.Thread(target=ask, args=(number,)) for number in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    if wrong:
        raise SystemExit(f"{path}: ответ {wrong[0]}")
    return sum(done) / (time.monotonic() - started)
