"""The demo school: its content as data, and the loader that turns it into pages and rows.

Data: `lessons/*.json` one lesson a file, in the order of the file names; `program.json` the programme and its five modules; `pages.json` the home
page and plain pages; `consents.json` the text of each purpose; `people.json` persons and organisations; `school.json` cohorts, meetings,
applications, marks and certificates, all dates as days from today; `pictures.py` covers drawn by code. `content.py` reads them.
Loader, called by the command `load_demo`: `people`, `pages`, `cohorts`, `past`, `presence` – each by its noun, through the rooms' own actions; `clock` puts what
they write at the moment it is said to have happened; `accounts` is the list of the cast.
Persons, towns' addresses and organisations are invented. Law is retold with its doubts left in.
"""
