"""The verbs of certificates: one by one, and in bulk."""

from courses.certificates.actions.batches import approve, begin, decline, print_again, undo
from courses.certificates.actions.certificates import digest_of, issue, replace, revoke, thank
from courses.certificates.actions.designs import Signed, remove_design, save_design, set_conditions

__all__ = [
    "Signed",
    "approve",
    "begin",
    "decline",
    "digest_of",
    "issue",
    "print_again",
    "remove_design",
    "replace",
    "revoke",
    "save_design",
    "set_conditions",
    "thank",
    "undo",
]
