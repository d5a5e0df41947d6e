"""Who does the long work: trainings and projections, as Dask tasks on workers."""
