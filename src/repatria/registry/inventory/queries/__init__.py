"""What people may read of the inventory; the first argument is always a seat."""
