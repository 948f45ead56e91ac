"""Route of the recount."""

from __future__ import annotations

from django.urls import path

from gef.web import recompte

urlpatterns = [path("bilan/recompte", recompte.recompte, name="bilan-recompte")]
