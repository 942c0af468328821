"""The components of the pipeline, one file each; extractors/pipeline.py says in which order they run."""
