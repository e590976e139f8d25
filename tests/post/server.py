"""A mail server in a thread, small as a post card: enough of SMTP to take letters or to say «try later»."""

import socketserver
import threading
from contextlib import contextmanager, suppress
from email import message_from_bytes


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 ready")
        self.sender, self.recipients = "", []
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"MAIL" and self.server.refusals > 0:
                self.server.refusals -= 1
                self.say("421 try later")
                return
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.remember(line.decode())
                self.say("250 ok")

    def remember(self, line):
        if line.upper().startswith("MAIL FROM:"):
            self.sender = line.split("<")[1].split(">")[0]
        elif line.upper().startswith("RCPT TO:"):
            self.recipients.append(line.split("<")[1].split(">")[0])

    def take(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        text = b"".join(lines)
        assert message_from_bytes(text)["Subject"]
        self.server.letters.append((self.sender, self.recipients, text.decode()))
        if self.server.taken:
            self.server.taken()
        self.say("250 taken")

    def say(self, line):
        with suppress(ConnectionError):  # whoever wrote is there no more
            self.wfile.write(line.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def mail_server(refuse_first=0, address=("127.0.0.1", 0)):
    """`taken`, if set, is called when a letter was taken and nothing was said yet."""
    with Server(address, Conversation) as server:
        server.letters, server.refusals, server.address, server.taken = [], refuse_first, server.server_address, None
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
