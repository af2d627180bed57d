"""Benchmarks: each prints what it measured, its budget, and its peer in the same run."""
