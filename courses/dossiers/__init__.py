"""Dossiers: an NGO's way to the status «исполнитель общественно полезных услуг», from the questionnaire to the renewal.

Words: the law is data with a date – services, criteria, bodies, terms, checklists (`models/law.py`, `models/checklists.py`), loaded from `reference/` and edited by the
school; a dossier belongs to an organisation and is shared by its people; a claim is one service in it; an item is one line of the checklist, for the whole dossier or for a
claim; a version is what was sent for it; a filing goes to a body and brings an outcome per claim; a status is the only row that says «has the ИОПУ status».
May call: enrollment and below (the vault, the post office, the journal). Its siblings (progress, projects, attendance) do not see it.
"""
