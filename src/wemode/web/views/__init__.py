"""One module a page: load, call one thing, render."""
