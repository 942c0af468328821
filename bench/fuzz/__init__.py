"""Inputs that nobody made: what reads, parses or reckons is asked with drawn and with mutated values."""
