"""Pictures and papers the server draws: plain data in, SVG text or PDF bytes out. No Django, no database, no network.

``elements``: the catalogue of bones, teeth and zones; ``finding``: a bone by a few keys. ``skeleton``, ``dental``, ``timeline`` and
``map``: SVG text that a strict content policy allows (no style attribute, no style element, no script) and that can be read
without colour; class names are coloured by ``drawing.css``. ``paper``: labels, custody receipt and request manifest as PDF;
``report``: papers made of parts, as PDF or plain HTML.
"""
