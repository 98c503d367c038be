"""Who applies in the demo: all invented; the region 999999 of their numbers does not exist."""

from dataclasses import dataclass
from typing import Any

from workflow.terms import ApplicantKind, IdKind


@dataclass(frozen=True)
class Applicant:
    """An invented applicant (申请人)."""

    name: str
    number: str
    address: str
    kind: ApplicantKind = ApplicantKind.NATURAL
    email: str = ""

    def facts(self) -> dict[str, Any]:
        """The fields of `receive` that tell who applies."""
        natural = self.kind is ApplicantKind.NATURAL
        id_kind = IdKind.RESIDENT_CARD if natural else IdKind.CREDIT_CODE
        return {
            "applicant_kind": self.kind, "applicant_name": self.name, "id_kind": id_kind,
            "id_number": self.number, "phone": f"0000-8{self.number[-8:-1]}",
            "address": self.address, "postcode": "999999", "email": self.email,
        }


ZHAO = Applicant("赵䶮", "999999197804120017", "滨江市滨河路1号")
SUN = Applicant("孙堃", "999999198506300022", "滨江市城东街22号", email="sun@example.invalid")
WU = Applicant("吴玥", "999999199101180039", "滨江市建设路6号")
ZHOU = Applicant("周昇", "999999196509070040", "滨江市工人新村3幢")
QIAN = Applicant("钱喆", "999999199912240058", "滨江市学府路9号", email="qian@example.invalid")
HE = Applicant("何桂香", "999999197203150069", "滨江市石桥镇前进村4组")
MA = Applicant("马骁", "999999198808030072", "滨江市临港大道77号", email="ma@example.invalid")
JIANG = Applicant("江老根", "999999195802110086", "滨江市石桥镇下河村1组")
TIAN = Applicant("田珺", "99999919930526009X", "滨江市星海花园8幢", email="tian@example.invalid")
BAI = Applicant("白洪涛", "999999198107190102", "滨江市望江路31号")
DENG = Applicant("邓玉珍", "999999197001010113", "滨江市柳林街道柳林巷12号")
LU = Applicant("陆一鸣", "999999200102140122", "滨江市大学城5号", email="lu@example.invalid")
XU = Applicant("许佳", "999999198611050133", "滨江市南湖路40号", email="xu@example.invalid")
GAO = Applicant("高振国", "999999197706230140", "滨江市铁西街15号")

STONE = Applicant(
    "滨江市青山石料有限公司", "91999999MA000001XE", "滨江市青山镇工业园2号", ApplicantKind.COMPANY)
PORT = Applicant(
    "滨江临港物流有限公司", "91999999MA000002XF", "滨江市临港大道18号", ApplicantKind.COMPANY,
    email="port@example.invalid")
INSTITUTE = Applicant(
    "滨江土地利用研究所", "12999999MB000003XP", "滨江市学府路1号", ApplicantKind.RESEARCH,
    email="institute@example.invalid")
WETLAND = Applicant(
    "滨江湿地保护协会", "51999999MJ000004X6", "滨江市湖滨路3号", ApplicantKind.PUBLIC_BENEFIT,
    email="wetland@example.invalid")
LAWYERS = Applicant(
    "滨江衡平律师事务所", "31999999MD000005XY", "滨江市法院街10号", ApplicantKind.LEGAL_SERVICE)
VILLAGE = Applicant(
    "石桥镇下河村村民委员会", "54999999ME000006XN", "滨江市石桥镇下河村", ApplicantKind.OTHER)
