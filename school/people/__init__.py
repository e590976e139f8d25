"""People: accounts, towns, organisations, memberships, consents. The lowest room: it imports no other part of the school.

Words: User – a person with an e-mail; Organization – an NGO or an initiative group; Membership – a person in an organisation; Consent – one purpose,
one version of its text, one moment. What happens here is told upwards through `witness`: the journal and the post office come and listen.
"""
