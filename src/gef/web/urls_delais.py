"""Routes of the delays, in the journey of the orientation."""

from __future__ import annotations

from django.urls import path

from gef.web import delais

urlpatterns = [path("orientation/delais", delais.delais, name="orientation-delais")]
