"""Routes of the accesses of those who assist."""

from __future__ import annotations

from django.urls import path

from gef.web import assistance

urlpatterns = [
    path("assistance", assistance.assistance, name="assistance"),
    path("assistance/ouvrir", assistance.ouvrir, name="assistance-ouvrir"),
    path("assistance/clore", assistance.clore, name="assistance-clore"),
    path("assistance/<int:acces>", assistance.requetes, name="assistance-requetes"),
]
