"""The steps of scripts/build_coder.py. Needs the dependency group ``build``; never at run time."""
