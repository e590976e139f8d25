"""Clock work: letters that are due and that no job carries. A fresh letter has its job already; this finds the put off and the lost."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from school.post.actions import deliver
from school.post.models import Letter

ENOUGH = 1000
FRESH = timedelta(minutes=1)


class Command(BaseCommand):
    help = "Ставит в очередь письма, которым пора"

    def handle(self, **options: object) -> None:
        now = timezone.now()
        due = Letter.objects.due(now).exclude(tries=0, created_at__gt=now - FRESH)
        for letter_id in due.order_by("next_try_at").values_list("pk", flat=True)[:ENOUGH]:
            deliver.enqueue(letter_id)
