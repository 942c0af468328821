"""An event that tests begin from: asserted, unlawful, of nobody and nothing."""

from data.types import Channel, Event, Situation, Status

EVENT = Event(
    id="e1",
    triggers=("x1",),
    situations=(Situation.PLEAD,),
    intervener=None,
    recipient=None,
    case=None,
    case_no=None,
    time=None,
    date=None,
    channel=Channel.FACE,
    on_behalf_of=None,
    via=None,
    status=Status.ASSERTED,
    lawful=None,
)
