"""Files of every format to documents of turns, each with its place in the file."""
