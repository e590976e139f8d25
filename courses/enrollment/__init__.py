"""Who is here and as whom: applications, enrollments, assignments (trainer, author, coordinator), mentorships, invitations.

Roles are rows with dates, never a field on the account. May call program and below.
"""
