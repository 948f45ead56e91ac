"""Routes of the commission: sessions, agenda, decisions, documents, leases for the removal of the demandes."""

from __future__ import annotations

from django.urls import path

from gef.web import caleol, caleol_passage, caleol_radiations, caleol_seance

urlpatterns = [
    path("caleol", caleol.caleol, name="caleol"),
    path("caleol/<int:seance>", caleol_seance.seance, name="caleol-seance"),
    path("caleol/<int:seance>/convocation.pdf", caleol_seance.convocation, name="caleol-convocation"),
    path("caleol/<int:seance>/proces-verbal.pdf", caleol_seance.proces_verbal_pdf, name="caleol-pv-pdf"),
    path("caleol/<int:seance>/proces-verbal.docx", caleol_seance.proces_verbal_docx, name="caleol-pv-docx"),
    path("caleol/logements/<int:passage>", caleol_passage.passage, name="caleol-passage"),
    path("caleol/radiations", caleol_radiations.radiations, name="caleol-radiations"),
]
