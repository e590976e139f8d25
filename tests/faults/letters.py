"""The post office in a process of its own, to be killed while a mail server holds its letter: `write`, `deliver 1`, `told 1`."""

import json
import os
import sys
from datetime import timedelta

LEASE = timedelta(seconds=1)


def write():
    from school.post.actions import post

    letter = post("membership_confirmed", "vera@shkola.example", subject="Сертификат", text="Готов.")
    sys.stdout.write(f"LETTER {letter.pk}\n")


def deliver(pk):
    from school.post import actions

    actions.LEASE = LEASE
    actions.deliver.call(pk)


def told(pk):
    from school.post.models import Letter

    letter = Letter.objects.get(pk=pk)
    sys.stdout.write("LETTER " + json.dumps([letter.state, letter.tries, letter.message_id]) + "\n")


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "school.settings")
    django.setup()
    {"write": lambda *_: write(), "deliver": deliver, "told": told}[sys.argv[1]](*map(int, sys.argv[2:]))
