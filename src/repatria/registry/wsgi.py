"""The WSGI entrance. Refuses to start on wrong settings (startup.py)."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "repatria.registry.settings")
application = get_wsgi_application()

from repatria.registry.identification.warming import start  # noqa: E402  (needs Django to be set up)
from repatria.registry.startup import refuse_unless_sound  # noqa: E402

refuse_unless_sound()
start()
