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


def post_all(host, port, posts, threads=4):
    """Every (path, cookie, body) once, shared between the threads. Statuses in the order of `posts`, seconds of each, and of all together.

    A status of 0 is an answer that never came.
    """
    statuses, seconds, waiting = [0] * len(posts), [0.0] * len(posts), iter(range(len(posts)))
    lock = threading.Lock()

    def next_number():
        with lock:
            return next(waiting, None)

    def send():
        while (number := next_number()) is not None:
            statuses[number], seconds[number] = post(host, port, *posts[number])

    started = time.monotonic()
    crowd = [threading.Thread(target=send) for _ in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    return statuses, seconds, time.monotonic() - started


def post(host, port, path, cookie, body):
    started, token = time.monotonic(), "c" * 32
    headers = {"Cookie": f"{cookie}; csrftoken={token}", "X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        connection.request("POST", path, body=body, headers=headers)
        response = connection.getresponse()
        response.read()
        return response.status, time.monotonic() - started
    except (OSError, http.client.HTTPException):
        return 0, time.monotonic() - started
    finally:
        connection.close()
