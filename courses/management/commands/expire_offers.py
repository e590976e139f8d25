"""Clock work: offers of a seat whose time is over. The seat goes to the next in the waiting list."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from courses.enrollment.actions import expire
from courses.enrollment.models import Application

ENOUGH = 1000


class Command(BaseCommand):
    help = "Закрывает предложения места, на которые не ответили в срок"

    def handle(self, **options: object) -> None:
        over = Application.objects.filter(state=Application.State.OFFERED, offer_until__lte=timezone.now())
        for application in over.order_by("offer_until", "pk")[:ENOUGH]:
            expire(application)
