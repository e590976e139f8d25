"""Clock work: certificates in bulk whose job was lost go on."""

from django.core.management.base import BaseCommand

from courses.certificates.actions.batches import resume_batches


class Command(BaseCommand):
    help = "Продолжает выдачу сертификатов, задание которой пропало"

    def handle(self, **options: object) -> None:
        resume_batches()
