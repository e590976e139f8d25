"""A design with one signatory."""

import factory
from django.utils import timezone

from courses.certificates.models import Design, Signatory


class DesignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Design
        skip_postgeneration_save = True

    school_name = "Школа лидеров НКО"
    school_region = "Тюменская область"
    place = "Тюмень"
    since = factory.LazyFunction(timezone.localdate)

    @factory.post_generation
    def signatory(self, create, given, name="Е. А. Соколова", post="директор школы"):
        Signatory.objects.create(design=self, name=name, post=post)
