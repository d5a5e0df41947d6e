"""Trainings and projections as Dask tasks."""
