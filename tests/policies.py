"""Who may open what: a row of POLICIES is one answer per person, in the order of PEOPLE: 200 it opens, 302 it leads on (a visitor – to the sign-in), 404 not theirs,
405 a place for POST only."""

from tests.dossier_consultations import CONSULTATION_POLICIES
from tests.dossier_desk import DESK_POLICIES
from tests.dossier_documents import DOCUMENT_POLICIES
from tests.dossier_filings import FILING_POLICIES
from tests.dossier_law import LAW_POLICIES
from tests.dossier_papers import PAPER_POLICIES
from tests.dossier_screens import SCREEN_POLICIES
from tests.judges import KEPT, TURNS
from tests.lesson_room import LESSON_POLICIES
from tests.quizzing import DESK_SCREENS, OWN_SCREENS

PEOPLE = ("visitor", "participant", "trainer", "mentor", "coordinator", "administrator", "stranger", "author", "methodologist")
EVERYBODY = (200, 200, 200, 200, 200, 200, 200, 200, 200)
NOBODY = (404, 404, 404, 404, 404, 404, 404, 404, 404)
SIGNED_IN = (302, 200, 200, 200, 200, 200, 200, 200, 200)
LED_ON = (302, 302, 302, 302, 302, 302, 302, 302, 302)
OWN = (302, 200, 404, 404, 404, 404, 404, 404, 404)
TRAINERS = (302, 404, 200, 404, 404, 404, 404, 404, 404)
KEEPERS = (302, 404, 200, 404, 200, 200, 404, 404, 404)  # of sheets
MENTORS = (302, 404, 404, 200, 404, 404, 404, 404, 404)
WRITERS = (302, 404, 200, 404, 200, 200, 404, 200, 200)  # of tests
POST_ONLY = (302, 405, 405, 405, 405, 405, 405, 405, 405)

POLICIES = {
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
    "set_language": (405,) * 9,
    "picture": NOBODY,
    "portals:home": LED_ON,
    "portals:cohorts": EVERYBODY,
    "portals:apply": EVERYBODY,
    "portals:invitation": EVERYBODY,
    "portals:kit": (404, 404, 200, 200, 200, 200, 404, 200, 200),
    "portals:cabinet": (302, 302, 200, 200, 200, 200, 200, 200, 200),
    "portals:own_meetings": (302, 302, 200, 200, 200, 200, 200, 200, 200),
    "portals:applications": SIGNED_IN,
    "portals:withdraw": OWN,
    "portals:offer": OWN,
    "portals:answer": OWN,
    "portals:discard_draft": OWN,
    "portals:answer_file": (302, 200, 404, 404, 200, 200, 404, 404, 404),
    "portals:certificates": SIGNED_IN,
    "portals:calendar": SIGNED_IN,
    "portals:calendar_revoke": POST_ONLY,
    "portals:calendar_feed": EVERYBODY,  # whoever knows the secret address
    "portals:announcements": OWN,
    "portals:announcement_read": POST_ONLY,
    "portals:cohort_announcements": TRAINERS,
    "portals:announcement_readers": TRAINERS,
    "portals:route": OWN,
    **PAPER_POLICIES,
    **CONSULTATION_POLICIES,
    **SCREEN_POLICIES,
    "portals:meetings": OWN,
    "portals:module": OWN,
    "portals:study": (302, 200, 200, 404, 200, 200, 404, 200, 200),
    "portals:study_done": LED_ON,
    **LESSON_POLICIES,
    **LAW_POLICIES,
    **DOCUMENT_POLICIES,
    "portals:lesson_file": (302, 200, 200, 404, 200, 200, 404, 200, 200),
    "portals:certificate_file": OWN,
    "portals:trainer": TRAINERS,
    "portals:sheet": KEEPERS,
    "portals:sheet_undo": (405,) * 9,
    "portals:sheet_guests": (405,) * 9,
    "portals:hall_code": KEEPERS,
    "portals:sheet_file": KEEPERS,
    "portals:papers": KEEPERS,
    "portals:paper_file": KEEPERS,
    "portals:survey_list": (302, 404, 200, 404, 200, 200, 404, 404, 404),
    "portals:survey_new": (302, 404, 200, 404, 200, 200, 404, 404, 404),
    "portals:survey": (302, 404, 200, 404, 200, 200, 404, 404, 404),
    "portals:survey_switch": POST_ONLY,
    "portals:survey_reply": OWN,
    "portals:excuse": OWN,
    "portals:excuse_back": POST_ONLY,
    "portals:excuse_list": (302, 404, 200, 404, 200, 200, 404, 404, 404),
    "portals:excuse_decision": (302, 404, 200, 404, 200, 200, 404, 404, 404),
    "portals:excuse_file": (302, 200, 200, 404, 200, 200, 404, 404, 404),
    "portals:check_in": SIGNED_IN,
    "portals:check_in_code": SIGNED_IN,
    "portals:checked_in": OWN,
    "portals:visit": OWN,
    "portals:visit_told": OWN,
    "portals:visit_photo": (302, 200, 200, 404, 200, 200, 404, 404, 404),
    "portals:visit_reports": KEEPERS,
    "portals:visit_report": KEEPERS,
    "portals:visit_people": KEEPERS,
    "portals:visit_paper": KEEPERS,
    **{
        f"portals:{name}": OWN
        for name in ("project_call", "team_found", "team", "team_invite", "team_rename", "team_lead", "team_break_up", "team_leave")
    },
    **{
        f"portals:{name}": POST_ONLY
        for name in ("team_ask", "team_answer", "team_take_back", "submission_back", "project_file_remove", "project_file_back")
    },
    **{
        f"portals:{name}": OWN
        for name in ("project", "project_edit", "project_files", "project_print", "project_versions", "project_hand_in", "slots", "submission")
    },
    "portals:project_file": (302, 200, 200, 404, 200, 200, 404, 404, 404),
    "portals:submission_file": (302, 200, 200, 404, 200, 200, 404, 404, 404),
    **{f"portals:{name}": KEEPERS for name in KEPT},
    **{f"portals:{name}": POST_ONLY for name in TURNS},
    **{f"portals:{name}": MENTORS for name in ("reviews", "review", "review_decline")},  # the mentor is the one who judges
    "portals:review_reopen": POST_ONLY,
    "portals:cohort_report": TRAINERS,
    "portals:cohort_report_export": (405,) * 9,
    "portals:cohort_report_file": TRAINERS,
    "portals:glance_list": (302, 404, 302, 404, 200, 200, 404, 404, 404),  # straight to the only cohort
    "portals:glance": KEEPERS,
    "portals:glance_lessons": KEEPERS,
    "portals:glance_person": KEEPERS,
    "portals:nudge": KEEPERS,
    "portals:mentor": MENTORS,
    **DESK_POLICIES,
    **FILING_POLICIES,
    "portals:mentor_organization": MENTORS,
    "portals:quiz": (302, 200, 200, 404, 200, 200, 404, 200, 200),
    **{f"portals:{name}": OWN for name in OWN_SCREENS},
    **{f"portals:{name}": WRITERS for name in DESK_SCREENS},
    "portals:quiz_attempts": (302, 404, 200, 404, 200, 200, 404, 404, 200),  # answers of people: not for authors
    "portals:bank_question_switch": (405,) * 9,
    "portals:check": EVERYBODY,
    "portals:check_file": (405,) * 9,
    "portals:certificate": EVERYBODY,
    "portals:certificate_qr": EVERYBODY,
    "portals:certificate_picture": EVERYBODY,
    "wagtailcore_login": (302, *(404,) * 8),  # the door of closed pages: a person without the right finds nothing behind it
    "site:search": EVERYBODY,
    "site:sitemap": EVERYBODY,
    "site:robots": EVERYBODY,
    "site:share": NOBODY,
    "site:feed": EVERYBODY,
    "site:library_file": EVERYBODY,
    "people:profile": SIGNED_IN,
    "people:confirm_name": POST_ONLY,
    "people:consents": SIGNED_IN,
    "people:first_consent": (302, 302, 200, 200, 200, 200, 200, 200, 200),  # led on where it was given
    "people:give_consent": POST_ONLY,
    "people:withdraw_consent": (302, 200, 302, 302, 302, 302, 302, 302, 302),  # led back where there is nothing to withdraw
    "people:consent_text": EVERYBODY,
    "people:consent_text_version": EVERYBODY,
    "people:organizations": SIGNED_IN,
    "people:found": SIGNED_IN,
    "people:join": SIGNED_IN,
    "people:organization": OWN,
    "people:edit_organization": OWN,
    "people:member": POST_ONLY,
    "people:leave": OWN,
    "notices:list": SIGNED_IN,
    "notices:read": POST_ONLY,
    "notices:read_all": POST_ONLY,
    "notices:choice": SIGNED_IN,
    "notices:stop": EVERYBODY,  # a signed token stands for the person
    "post:box": EVERYBODY,  # of the demo and the tests only, see test_post_box_is_closed_in_production
    "post:letter": EVERYBODY,
    "post:letter_html": EVERYBODY,
    "post:attachment": EVERYBODY,
}
