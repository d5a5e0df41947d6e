"""Views of a finished run that are specific to a variant."""
