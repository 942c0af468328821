"""Gold in and out: formats of annotation tools, faults, agreement of annotators, adjudication, leakage."""
