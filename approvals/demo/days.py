"""The days of the demo's story: working days back from the present one, by the law's own calendar."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from law.calendar import Calendar
from law.clock import shanghai_day

SHANGHAI = ZoneInfo("Asia/Shanghai")


class Days:
    """Day 0 is the last working day that is wholly over, so that nothing happens in the future."""

    def __init__(self, calendar: Calendar, now: datetime) -> None:
        self._calendar = calendar
        # In a year without a notice the story ends with the last year that has one.
        self.today = min(shanghai_day(now), date(max(calendar.years), 12, 31))
        self.last = calendar.working_day_until(self.today - timedelta(days=1))

    def back(self, number: int) -> date:
        """The working day that many before day 0."""
        day = self.last
        for _step in range(number):
            day = self._calendar.working_day_until(day - timedelta(days=1))
        return day

    def moment(self, back: int, clock: str) -> datetime:
        """A time of day on one of them; `24:01` is a minute past its midnight."""
        hours, minutes = (int(part) for part in clock.split(":"))
        midnight = datetime.combine(self.back(back), time(), tzinfo=SHANGHAI)
        return midnight + timedelta(hours=hours, minutes=minutes)
