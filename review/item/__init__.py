"""What the page of one item shows, by noun: papers, elements, people, basis, timeline, rounds."""
