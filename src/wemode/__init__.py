"""Wemode: the workbench for the working contract between therapist and patient."""

__version__ = "0.1.0"
