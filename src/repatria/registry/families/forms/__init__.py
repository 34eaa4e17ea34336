"""Forms of the families stage: they read text and say what is wrong beside the field; the actions decide."""
