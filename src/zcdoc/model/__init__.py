"""Frozen data without I/O: ids, pack, park record, results."""
