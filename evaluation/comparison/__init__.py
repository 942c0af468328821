"""Two runs over the same gold: what differs, whether by chance, and whether the newer one may go live."""
