"""Two runs over the same gold: what differs, how surely, where; and the gate a model has to pass to go live.

`first` is what stands (the incumbent), `second` what may replace it (the candidate); every difference is second less
first.
"""
