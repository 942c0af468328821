"""Neural models and their shipped weights. A trained model reaches an extractor as an argument."""
