"""Content as data: codebooks, guidance rules, cues, the demo case. One file per thing."""

from wemode.catalogue.codebook import Code, Codebook, codebook, read_codebook
from wemode.catalogue.rules import Rule, read_rule, rules

__all__ = ["Code", "Codebook", "Rule", "codebook", "read_codebook", "read_rule", "rules"]
