"""Looking into the original file again, on demand: nothing of what is seen is stored.

Only files of the inbox that a proposal rests on are opened, inside the inbox alone, without following links, in the
sandbox of the readers, and only when their bytes are those that were screened.
"""
