"""Addresses of the demo's post box."""

from django.urls import path

from school.post import views

app_name = "post"
urlpatterns = [
    path("", views.box, name="box"),
    path("<int:pk>/", views.letter, name="letter"),
    path("<int:pk>/html/", views.letter_html, name="letter_html"),
    path("<int:pk>/file/", views.attachment, name="attachment"),
]
