"""A plugin for pytest: every run of the marts goes through slices of a hundred rows, however few rows there are."""

from pipeline.build import mart_slices

mart_slices.BYTES_PER_ROW = mart_slices.bytes_of("3GB") // 100
