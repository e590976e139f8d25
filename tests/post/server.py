"""A mail server in a thread, small as a post card: enough of SMTP to take letters or to say «try later»."""

import socketserver
import threading
from contextlib import contextmanager
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
        self.say("250 taken")

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


@contextmanager
def mail_server(refuse_first=0):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        server.letters, server.refusals, server.address = [], refuse_first, server.server_address
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
