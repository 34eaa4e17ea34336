"""The registry's inventory: what is in the boxes, bone by bone, and which bones are believed to be one person."""
