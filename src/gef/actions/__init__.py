"""Business acts: one function each, the only writers. Transaction, load, core, save, journal."""
