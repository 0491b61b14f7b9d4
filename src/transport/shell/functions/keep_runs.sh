# So many runs are kept; older ones go when a run writes here for the first time.
keep_runs=20
