"""Once a day, in the morning: meetings of tomorrow, terms that end, seats that are kept, dossiers that stand still."""

from typing import Any

from django.core.management.base import BaseCommand

from courses.dossiers.reminder_letters import remind_of_standstill, remind_of_verdicts
from courses.enrollment.reminder_letters import remind_of_drafts, remind_of_meetings, remind_of_offers
from courses.projects.reminder_letters import remind_of_windows


class Command(BaseCommand):
    help = "Напоминает о завтрашних занятиях, сроках заявок, мест и проектов, о папках, которые ждут"

    def handle(self, *args: Any, **options: Any) -> None:
        told = remind_of_meetings(), remind_of_drafts(), remind_of_offers(), remind_of_windows(), remind_of_standstill(), remind_of_verdicts()
        self.stdout.write("Занятия: {}, черновики: {}, места: {}, сроки: {}, папки: {}, наставники: {}".format(*told))
