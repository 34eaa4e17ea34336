"""The journal's entry types of the homecoming stage; each file speaks of one part of the way."""

from repatria.registry.homecoming.entries import asking, disposing, ending, going, nations, telling, undoing

__all__ = ["asking", "disposing", "ending", "going", "nations", "telling", "undoing"]
