"""Words to mentions to events: spaCy components over a jieba-tokenised Doc, and the assembly of events."""
