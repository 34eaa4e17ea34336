"""The registry's claims room: who said what, when, about a number, a place, a name or a date."""
