"""Pure functions from coded turns, arrays and frames to frozen results."""

from wemode.analysis.session import SessionReview, review_session

__all__ = ["SessionReview", "review_session"]
