"""Project work: calls, teams, projects, submissions, reviews. May call enrollment and below; does not see attendance and progress.

Words: a call with its stages, criteria and jury; a team, its people and invitations; a project, the living text; a submission, what was handed in at a stage,
frozen; a review by criteria, a share in per cent, a spread where reviewers part; an outcome, the decision; a slot, a time of the defence.

A call stands by itself: a module of project work holds one, and an exhibition or a contest with outside applicants may hold another later. Therefore a member of a
team is a person, and the enrollment beside is only how a participant of the school got there.

The call's row is the lock of everything about teams, the project's of handing in, the submission's of judging. Rules go by noun (`call_rules`, `team_rules`,
`jury_rules` …); `rules.standings` is the answer of this room to the route.
"""
