"""How the documentation is built: offline, warnings are errors, every example runs."""

from repatria import __version__

project = "Repatria"
author = "the Repatria authors"
copyright = "the Repatria authors, Apache-2.0"
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.doctest"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "_templates"]
nitpicky = True
myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3
suppress_warnings = ["epub.unknown_project_files"]
doctest_test_doctest_blocks = ""  # only blocks marked as doctest run, so that every run example is meant to run

html_theme = "furo"
html_title = "Repatria"
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
templates_path = ["_templates"]
html_static_path = ["_static"]
html_css_files = ["house.css"]
html_theme_options = {"footer_icons": [], "top_of_page_buttons": []}
