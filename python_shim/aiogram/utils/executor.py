"""Running a bot of one's own, under the second dialect's name."""

from ..executor import set_webhook, start_polling, start_webhook

__all__ = ["start_polling", "start_webhook", "set_webhook"]
