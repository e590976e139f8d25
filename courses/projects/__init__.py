"""Project work: calls, teams, projects, submissions, reviews. May call enrollment and below; does not see attendance and progress.

A call stands by itself: a module of project work holds one, and an exhibition or a contest with outside applicants may hold another later. Therefore a member of a
team is a person, and the enrollment beside is only how a participant of the school got there.
"""
