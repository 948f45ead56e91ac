"""Work done in the background, beside the screens: what is long is asked for, followed, and found again when done."""
