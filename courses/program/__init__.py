"""What is taught (Program, Module, Lesson) and one run of it (Cohort, CohortModule, Quota, Meeting).

Records, never pages: a page points here, nothing here points at a page. May call school.post, school.vault, school.journal, school.people.
"""
