"""The design, the counter, the certificate; issue in bulk."""

from courses.certificates.models.batches import Batch, BatchLine
from courses.certificates.models.certificates import Certificate, CertificateQuerySet, Design, Series

__all__ = ["Batch", "BatchLine", "Certificate", "CertificateQuerySet", "Design", "Series"]
