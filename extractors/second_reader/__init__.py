"""A large language model of the intranet as a second reader: it is compared with the first, and never overrules it."""
