"""Routes of the scenarios and of the years ahead."""

from __future__ import annotations

from django.urls import path

from gef.web import horizon, scenarios

urlpatterns = [
    path("conversion/scenarios", scenarios.scenarios, name="conversion-scenarios"),
    path("conversion/scenarios/comparer", scenarios.comparer, name="conversion-scenarios-comparer"),
    path("conversion/scenarios/<int:version>", scenarios.scenario, name="conversion-scenario"),
    path("conversion/horizon", horizon.horizon, name="conversion-horizon"),
]
