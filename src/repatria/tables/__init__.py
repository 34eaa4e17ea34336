"""The loom: nouns to named columns and back; the only bridge to the kernels."""
