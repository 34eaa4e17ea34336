"""From a signature home: families told, wishes, returns, honest endings without a name, and the way back."""
