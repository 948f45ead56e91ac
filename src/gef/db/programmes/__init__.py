"""New programmes, charters of relogement, and what is known of those who are housed out of the flux."""
