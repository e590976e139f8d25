"""The coordinator's room, inside Wagtail admin: section «Школа».

access – who may come in (coordinators and administrators; anyone else gets Wagtail's own denial) · menu – the list of doors, open for other files of the
room to append to · doors – what Wagtail is told at its start (menu, addresses, tables, panel) · viewsets – tables edited by forms: cohorts, meetings,
towns, organisations, designs · timetable – cancelling, copying a cohort, templates ·
subgroups, announcements · cohorts, applications, people, roles – screens that call one action each ·
wording – letters in the words of the school · home – the panel of Wagtail's first page.

Everything is decided by the rooms below: a view here finds, binds a form, calls one action, goes back.
"""
