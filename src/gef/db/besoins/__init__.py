"""Needs out of the flux, and wishes of the réservataires, as recorded."""
