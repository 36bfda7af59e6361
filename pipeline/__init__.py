"""ccg-ratings: published documents on NHS England's ratings of clinical commissioning groups, as a DuckDB warehouse."""
