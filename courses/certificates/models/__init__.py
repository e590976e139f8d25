"""The design and its conditions, the counter, the certificate; issue in bulk."""

from courses.certificates.models.batches import Batch, BatchLine
from courses.certificates.models.certificates import Certificate, CertificateQuerySet, Series
from courses.certificates.models.designs import THANKS, ConditionSet, Design, Kind, Signatory

__all__ = ["THANKS", "Batch", "BatchLine", "Certificate", "CertificateQuerySet", "ConditionSet", "Design", "Kind", "Series", "Signatory"]
