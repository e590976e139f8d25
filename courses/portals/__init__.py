"""Screens by person: public, cabinet, study, trainer, mentor, files. Views find by QuerySet verbs, call one action and redirect; nothing is decided here.

The participant: cabinet, study with what stands under a lesson (notes, talk, works, quizzes), visits, joining, teams, projects, submissions, own_data.
Whoever leads: trainer, hall and sheet, the desks by what waits there (questions_desk, works_desk, visit_desk, excuses), quiz_desk with banks and quiz_results,
glance with nudge, calls with their pages (call_parts, call_jury, call_teams, call_slots, call_works). Whoever is asked to judge, whatever else they are: reviews_desk.

Shared: access – the key by role · tabs, waiting – what the doors say · presses – what comes with a press · paging – long lists · returning – words that outlive
a session · project_parts, quiz_paper, quiz_cards – what several screens draw alike.
"""
