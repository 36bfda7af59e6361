"""The refresh as Dagster runs and shows it.

Here: assets, schedules, the instance, and the source assets. Not here: the steps themselves (`pipeline.app.refresh`).
"""
