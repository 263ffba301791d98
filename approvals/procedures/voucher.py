"""A voucher: asked for, issued the same day, in the person's hands. There is no way on which it could be refused.

Free basic contraceptive services (基本避孕服务): 人口与计划生育法 Art. 19-21. Nothing is screened, examined or approved:
whoever proves who they are has it, and whoever doesn't want it any more withdraws.
"""

from django.utils.translation import gettext_lazy as _

from casework.engine.words import Begin, End, Procedure, Step, this
from casework.models import Duty


class Voucher2026(Procedure):
    """Receipt, voucher, hand-over, file."""

    key = "voucher-2026-1"
    title = _("Voucher")
    anytime = (
        "withdraw",
        "claim",
        "release",
        "hand_over",
        "accept_hand_over",
        "decline_hand_over",
        "recuse",
        "hand_slip",
        "remind",
        "escalate",
        "reassign",
        "undo_reassignment",
    )

    received = Begin(act="receive").Next(this.issue)

    issue = Step(
        Duty.DECIDE,
        acts=("issue_voucher", "take_material"),
        limit="decision",
        title=_("Issue of the voucher"),
    ).Next(this.hand)

    hand = Step(
        Duty.SERVE,
        acts=("hand_voucher",),
        limit="decision",
        title=_("Handing over of the voucher"),
    ).Next(this.file)

    file = Step(Duty.SERVE, acts=("archive",), title=_("Filing")).Next(this.end)

    end = End()
