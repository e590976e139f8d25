"""Who was at a meeting.

Words: a mark (П present, О late, У excused, Н absent), one per person and meeting; a sheet, all marks of a meeting on one screen; expected, whom the
meeting is for; standing, what a person's marks add up to.

May call enrollment and below; does not see progress. `rules` asks, `actions.save_sheet` writes, `forms.SheetForm` is the sheet on a phone.
"""
