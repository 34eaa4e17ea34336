"""What each part of the way home puts on the desk: ``alarms``, ``counts``, ``search`` as functions, ``LINKS`` and ``PAPERS``."""
