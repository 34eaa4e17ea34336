"""What the registry's tests stand on: a folder of their own, both databases, a real browser. Nothing else imports it."""
