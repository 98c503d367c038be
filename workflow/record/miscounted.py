"""What the clock of no request may be, by its row alone (期限不符): in words, and as a condition.

An index of the rows that are so (none, if all is well) answers at once, however many there are.
"""

from collections.abc import Mapping

#: Each condition names columns of `request` alone.
NEVER: Mapping[str, str] = {
    "收到日期已经确定，却没有期限": "received_on IS NOT NULL AND clock_state = ''",
    "收到日期没有确定，却有期限": "received_on IS NULL AND clock_state <> ''",
    "期限的状态不明": "clock_state NOT IN ('', 'running', 'paused', 'ended')",
    "期限进行中，却没有到期日": "clock_state = 'running' AND due_on IS NULL",
    "期限停计，却没有停计之日": "clock_state = 'paused' AND paused_on IS NULL",
    "期限已终止，却没有终止之日": "clock_state = 'ended' AND ended_on IS NULL",
    "期限没有终止，却有终止之日": "clock_state <> 'ended' AND ended_on IS NOT NULL",
    "已经办结，期限却没有终止":
        "state IN ('archiving', 'archived') AND clock_state IN ('running', 'paused')",
}
MISCOUNTED = " OR ".join(f"({one})" for one in NEVER.values())
