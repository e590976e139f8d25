"""Studying: lessons read and done, own notes, questions to the trainer, works handed in, tests and their banks, reports of visits. May call enrollment and
below; does not see attendance or projects."""
