"""The school itself: what happened. One Django app made of rooms.

program – what is taught, and cohorts with their calendar · enrollment – applications, seats, roles · progress – lessons, tests, works handed in · projects – calls,
teams, projects, reviews · attendance – marks of meetings · dossiers – an NGO's papers, filings and the status · route – the person's way through the five parts · certificates – issue, register, printing, verification ·
portals – screens by person · office – the coordinator's room inside Wagtail admin.

Staircase (upper may import lower, siblings do not see each other): { portals | office } → certificates → route → { progress | projects | attendance | dossiers } → enrollment → program →
{ school.post | school.vault } → school.journal → school.people. Rooms import each other's `models`, never the facade `courses.models`.

Furniture of a room: models (tables, QuerySets) · rules (pure questions, answers with reasons) · actions (verbs that write) · forms · letters · printing.
"""
