"""Addresses of a person's own pages."""

from django.urls import path

from school.people import views

app_name = "people"
urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/name/", views.confirm_name, name="confirm_name"),
    path("consents/", views.consents, name="consents"),
    path("consents/first/", views.first_consent, name="first_consent"),
    path("consents/<slug:purpose>/give/", views.give_consent, name="give_consent"),
    path("consents/<slug:purpose>/withdraw/", views.withdraw_consent, name="withdraw_consent"),
    path("texts/<slug:purpose>/", views.consent_text, name="consent_text"),
    path("texts/<slug:purpose>/<int:version>/", views.consent_text, name="consent_text_version"),
    path("organizations/", views.organizations, name="organizations"),
    path("organizations/new/", views.found, name="found"),
    path("organizations/join/", views.join, name="join"),
    path("organizations/<int:pk>/", views.organization, name="organization"),
    path("organizations/<int:pk>/edit/", views.edit_organization, name="edit_organization"),
    path("organizations/<int:pk>/members/<int:membership_pk>/", views.member, name="member"),
    path("organizations/<int:pk>/leave/", views.leave, name="leave"),
]
