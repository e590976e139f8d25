"""Studying: lessons read and done, own notes, questions to the trainer, works handed in, tests and their banks, reports of visits.

Words: progress, the trace of one person in one lesson; done, by the person's word or by a rule; a note, private for good; a question and its answer, lifted
into the lesson for every cohort; a work, a file in numbered versions; a bank, questions in versions of which the newest is asked; a quiz in versions, a draft
and what people take; an attempt with its paper, drawn for one person; a visit report with photographs.

May call enrollment and below; does not see attendance or projects. Rules, forms and letters go by noun (`quiz_rules`, `talk_rules`, `work_rules` …); `gift_rules`
reads and writes questions of other schools, `marking_rules` says what an answer is worth; `rules.standings` is the answer of this room to the route.
"""
