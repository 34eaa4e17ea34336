"""The top of the river: exercises are filled here, through the acts of every stage below."""
