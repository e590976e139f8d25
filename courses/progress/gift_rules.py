"""GIFT, the text format of questions that Moodle and other schools read and write: `read` a file, `write` a bank.

What is taken, in the words of Moodle's documentation: multiple choice with one and with several answers, true/false (a choice of two), short answer, numerical,
matching, missing word, names, comments, categories (the last part is the topic), weights, feedback, general feedback, formats (turned to plain text), escapes.
Essays and descriptions have no place in a test that marks itself: they are told by line, as everything that is not taken.

GIFT has no ordering and no letter case: an ordering is written as matching with the numbers of places, under a comment `// [kind:ordering]`; case that matters
under `// [case:yes]`. Other programs skip the comments, this one reads them back.
"""

from courses.progress.gift_reading_rules import MOST_AT_ONCE, Problem, Read, decoded, read
from courses.progress.gift_text_rules import ReadQuestion
from courses.progress.gift_writing_rules import questions_of, write

__all__ = ["MOST_AT_ONCE", "Problem", "Read", "ReadQuestion", "decoded", "questions_of", "read", "write"]
