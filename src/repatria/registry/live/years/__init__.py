"""An exercise lived in invented time: one file for each part of the life of a hand-over, an agenda that brings their days in order."""
