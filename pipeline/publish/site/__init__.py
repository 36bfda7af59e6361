"""The pages that people read, made from a release's own DuckDB file: static, without a server, without another host."""
