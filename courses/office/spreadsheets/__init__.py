"""Tables that leave the office and tables that come into it.

writing – the lists as sheets: which columns, whose rows · exports – the screens: at once, or by a job with a private file · reading – a stranger's xlsx
or csv made into lines of text by a child process with limits · imports – the screens of the way in: choose, look, add all or nothing · people, timetable –
what each kind of table means.
"""
