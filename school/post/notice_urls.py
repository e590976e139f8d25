"""Addresses of a person's notices and of the choice how to be written to."""

from django.urls import path

from school.post import notice_views

app_name = "notices"
urlpatterns = [
    path("", notice_views.notices, name="list"),
    path("read/", notice_views.read_all, name="read_all"),
    path("<int:pk>/read/", notice_views.read, name="read"),
    path("choice/", notice_views.choice, name="choice"),
    path("stop/<str:token>/", notice_views.stop, name="stop"),
]
