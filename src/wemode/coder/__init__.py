"""Suggests codes for the turns of a transcript, with evidence and calibrated confidence."""

from wemode.coder.coder import Coder
from wemode.coder.evaluation import Evaluation, evaluate

__all__ = ["Coder", "Evaluation", "evaluate"]
