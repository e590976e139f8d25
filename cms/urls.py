"""Addresses of the site that are not pages of the tree. Each module declares its own."""

from django.urls import URLPattern

from cms import library_files, machines, newsstand, searching, sharing

app_name = "site"
urlpatterns: list[URLPattern] = [
    *newsstand.urlpatterns,
    *library_files.urlpatterns,
    *searching.urlpatterns,
    *sharing.urlpatterns,
    *machines.urlpatterns,
]
