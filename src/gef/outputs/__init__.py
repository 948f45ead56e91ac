"""Figures out: tables declared once, then CSV, XLSX, JSON, charts. Dataclasses in, bytes out; computes nothing."""
