"""The refresh as Dagster runs and shows it: assets, schedules, the instance."""
