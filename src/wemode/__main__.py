"""python -m wemode: the command line."""

from wemode.cli import main

main(prog_name="wemode")
