"""Routes of the new programmes, open to the bailleur and to those whom he consults."""

from __future__ import annotations

from django.urls import path

from gef.web import programmes

urlpatterns = [
    path("programmes", programmes.programmes, name="programmes"),
    path("programmes/<int:programme>", programmes.programme, name="programme"),
]
