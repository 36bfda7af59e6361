"""Running it: the commands, Dagster, the refresh as a whole and messages to a webhook.

Here: starting work and showing the outcome. Not here: what the work is: the rooms below do it.
"""
