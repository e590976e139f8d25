"""The facade: what editors write and visitors read. A page points at its record in `courses`; no record points at a page.

models/ – page types, the glossary, editions of legal texts, the table of the search · blocks/ – what bodies are made of · word/ – a lesson out of a
.docx · demo/ – the demo school.

For visitors: showcase (programme, home), newsstand, shelves (library), faces (teachers, towns), questions, eligibility, editions, searching with
stems, marking and indexing, explaining (terms), machines (sitemap, robots), structured (JSON-LD), sharing (pictures for links), outside (players of
other sites), keeping (what each process remembers).

For editors: desk (the first page), room and screens (what Wagtail shows and says), letters, checker, learners (who studies a page), publication (what a
publication does to records), choosers, keepers (whose a file is), pictures, fences and numbers (where Wagtail's own fences are low), redirecting and
leading, writing (the field of a rich text), vocabulary (the glossary's room), *_form (what a form of a page refuses).
"""
