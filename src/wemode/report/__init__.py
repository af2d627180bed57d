"""Results to one frozen page value per page; text and JSON from the same value."""

from wemode.report.review import ReviewPage, review_page

__all__ = ["ReviewPage", "review_page"]
