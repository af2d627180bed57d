"""The case file: the only layer that knows tables.

``setup`` configures Django and opens a file, ``vault`` holds the keys, ``read`` and ``actions`` are
the two ways in; ``access`` says who may do what, ``backup`` copies a file and puts it back.
Importing this package does not import Django.
"""
