"""Routes of the settings, in the journey of the orientation."""

from __future__ import annotations

from django.urls import path

from gef.web import reglages

urlpatterns = [path("orientation/reglages", reglages.reglages, name="orientation-reglages")]
