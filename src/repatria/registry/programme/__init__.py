"""Agreements, promises, requests, journeys, ceremonies: the public story of an incident, each told with its source."""
