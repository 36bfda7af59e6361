"""ccg-ratings: published documents on NHS England's ratings of clinical commissioning groups, as a DuckDB warehouse."""

from pipeline.base import environment

# Before any library is loaded that reads it.
environment.without_harm()
