"""What organisations are told, who read it, who wants it by e-mail, and what was sent."""
