"""The life of a labeling job: one module per stage, and the loop that runs them."""
