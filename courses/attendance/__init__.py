"""Who was at a meeting.

Words: a mark (П present, О late, У excused, Н absent), one per person and meeting; a sheet, all marks of a meeting on one screen; expected, whom the
meeting is for; standing, what a person's marks add up to; a code, what the hall's screen shows; a ticket, what its reader holds until the confirming
tap; an excuse, a reason told in advance; a paper, the scan of a signed sheet; a survey, what people thought, a turnout, who has answered.

May call enrollment and below; does not see progress. `rules` and its neighbours by noun (`code_rules`, `check_in_rules`, `excuse_rules`, `paper_rules`,
`survey_rules`, `history_rules`) ask, `actions` write, `printing` makes the sheet for signatures, `forms.SheetForm` is the sheet on a phone.
"""
