"""Bilans as they were frozen and sent, and what each réservataire answered."""
