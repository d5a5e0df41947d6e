"""The pictures that are a variant's own, shown on its page below a finished run."""
