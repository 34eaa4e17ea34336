"""Our own outlines of the 206 bones, each part in its own coordinates; ``repatria.registry.drawing.skeleton`` puts them together."""
