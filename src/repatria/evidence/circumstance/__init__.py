"""Where, when and with whom: what the place of recovery says of who it may be, against everybody on the list."""
