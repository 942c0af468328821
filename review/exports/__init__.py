"""What leaves the desk: record sheets as .docx and PDF, tables, the JSON of the filing platform.

Every format is drawn from the same `review.exports.sheet.Sheet`, so a name that is masked is masked in all of them.
"""
