"""Screens by person: public, cabinet, study, trainer, mentor, files. Views find by QuerySet verbs, call one action and redirect; nothing is decided here."""
