"""The virus scan (病毒扫描): ClamAV's `clamdscan`, where the machine has it; never pretended.

A file goes to the daemon through a pipe; it lies nowhere on disk before it is found clean.
"""

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from workflow.errors import FileRefused, Reason
from workflow.evidence.names import shown_name
from workflow.terms import VirusScan

#: Seconds a scan may take; ClamAV's own limit is 120.
MOST_SECONDS = 130
_INFECTED = re.compile(r": (.+?)(?:\([0-9a-f]+:\d+\))? FOUND\s*$", re.M)
_VERSION = re.compile(r"ClamAV [\w.-]+(?:/\d+)?")


class Policy(Enum):
    """What is done where the scan is lacking (环境变量 YISHEN_CLAMAV)."""

    #: Scan where `clamdscan` is installed; if its daemon then fails, nothing is taken in.
    AUTO = "auto"
    #: Nothing is taken in without a scan.
    REQUIRED = "required"
    #: Scan where it works; if the daemon fails, the file is taken in and says so.
    LENIENT = "lenient"
    #: Never scan; every file says so.
    OFF = "off"


@dataclass(frozen=True)
class Scan:
    """What a scan came to, and by which program and signatures."""

    result: VirusScan = VirusScan.NONE
    scanner: str = ""


Scanner = Callable[[bytes, str], Scan]


def unscanned(data: bytes, claimed: str) -> Scan:
    """No scan."""
    return Scan()


@dataclass(frozen=True)
class ClamAV:
    """Scans with `clamdscan` as the policy has it."""

    policy: Policy = Policy.AUTO

    def __call__(self, data: bytes, claimed: str) -> Scan:
        """Scan the bytes of a file.

        Raises FileRefused for an infected file, and where the policy demands a scan that failed.
        """
        command = self._command()
        if command is None:
            if self.policy is Policy.REQUIRED:
                raise _refused(claimed, "不能接收：本系统要求病毒扫描，而本机没有clamdscan；"
                                        "请系统管理员安装ClamAV后再上传")
            return Scan()
        code, told = _run([command, "--no-summary", "-"], data)
        if code == 1:
            found = _INFECTED.search(told)
            raise _refused(claimed, f"带有病毒（{found[1] if found else '名称不详'}），不能接收；"
                                    "请勿打开原文件，告知系统管理员，并请提交人重新提供")
        if code == 0:
            return Scan(VirusScan.CLEAN, _version(command))
        if self.policy is not Policy.LENIENT:
            raise _refused(claimed, "未能完成病毒扫描（扫描服务没有应答），暂不能接收；"
                                    "请稍后重试，多次出现的请系统管理员检查clamd")
        return Scan(VirusScan.FAILED, _version(command))

    def told(self) -> str:
        """What is done about viruses here, as a sentence for the administrator."""
        if self.policy is Policy.OFF:
            return "已关闭（YISHEN_CLAMAV=off），收到的材料注明“未经病毒扫描”"
        command = self._command()
        if command is None:
            return ("本机没有clamdscan，不接收任何材料（YISHEN_CLAMAV=required）"
                    if self.policy is Policy.REQUIRED
                    else "本机没有clamdscan，收到的材料注明“未经病毒扫描”")
        if _run([command, "--no-summary", "-"], b"yishen")[0] == 0:
            return f"{_version(command)}，有应答"
        return ("clamd没有应答，收到的材料注明“病毒扫描未能完成”（YISHEN_CLAMAV=lenient）"
                if self.policy is Policy.LENIENT else "clamd没有应答，修复之前不接收任何材料")

    def _command(self) -> str | None:
        return None if self.policy is Policy.OFF else shutil.which("clamdscan")


def _run(command: list[str], data: bytes) -> tuple[int, str]:
    """The exit code (0 clean, 1 infected, anything else failed) and what was said."""
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MOST_SECONDS,
                              check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 2, ""
    return done.returncode, done.stdout.decode(errors="replace")


def _version(command: str) -> str:
    found = _VERSION.search(_run([command, "--version"], b"")[1])
    return found[0] if found else "ClamAV"


def _refused(claimed: str, text: str) -> FileRefused:
    return FileRefused([Reason(f"文件“{shown_name(claimed)}”{text}。")])
