"""The neural reader: encoder, heads, examples, training and export. Needs torch and transformers (the train extra)."""
