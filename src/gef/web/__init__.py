"""Screens, by journey: authorise, parse the form, call an action, render."""
