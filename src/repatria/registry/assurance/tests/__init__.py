"""Each promise of the registry under its fault, with a control that must go red."""
