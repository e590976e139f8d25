"""The verbs of certificates: one by one, and in bulk."""

from courses.certificates.actions.batches import approve, begin, decline, print_again, undo
from courses.certificates.actions.certificates import digest_of, issue, replace, revoke

__all__ = ["approve", "begin", "decline", "digest_of", "issue", "print_again", "replace", "revoke", "undo"]
