"""Trainings and projections as Dask tasks on workers."""
