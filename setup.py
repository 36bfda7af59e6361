"""What pyproject.toml cannot say of the package: sql/ stands beside pipeline/, and is installed inside it."""

from setuptools import find_namespace_packages, find_packages, setup

# Folders of SQL hold no code, so each is a namespace package of data files.
SQL = ["sql", *(f"sql.{name}" for name in find_namespace_packages("sql"))]

setup(
    packages=[*find_packages(include=["pipeline", "pipeline.*"]), *(f"pipeline.{name}" for name in SQL)],
    package_dir={"pipeline.sql": "sql"},
)
