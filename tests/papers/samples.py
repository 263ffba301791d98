"""One paper of every kind that has a template, as the acts issue them."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from casework.papers.sheet import Meta
from law.book import LawBook, read_shipped

OFFICE = {"zh": "云溪县柳塘镇人民政府", "en": "People's Government of Liutang, Yunxi County"}
ITEM = {"zh": "生育登记", "en": "Birth registration"}
NONE = {"zh": "无", "en": "none"}
ARTICLES = [
    {"zh": "《中华人民共和国人口与计划生育法》第十八条", "en": "Population and Family Planning Law, Art. 18"},
    {"zh": "《生育登记服务指导意见》", "en": "Guidance on birth registration"},
]
REMEDIES = {
    "zh": "如不服本决定，可以自知道本决定之日起60日内向云溪县人民政府申请行政复议，也可以自知道本决定之日起6个月内直接向云溪县人民法院提起行政诉讼。",
    "en": "You may apply for reconsideration to the People's Government of Yunxi County within 60 days, or sue in the People's Court of Yunxi County within 6 months.",
}
SEALED: dict[str, Any] = {"seal": OFFICE, "date": "2026-11-16"}
ADDRESSEE = "林晓雯"

ELEMENTS: dict[str, dict[str, Any]] = {
    "D01": {
        "applicant": ADDRESSEE,
        "item": ITEM,
        "number": "2026-004173-3",
        "material_list_with_counts": [
            {
                "code": "identity",
                "name": {"zh": "居民身份证或户口簿", "en": "Identity card or household book"},
                "state": "provided",
                "pages": 2,
            },
            {
                "code": "household",
                "name": {"zh": "户籍信息", "en": "Household registration"},
                "state": "pending",
                "pages": 0,
            },
            {
                "code": "residence",
                "name": {"zh": "居住信息", "en": "Residence"},
                "state": "declared",
                "pages": 1,
            },
        ],
        "received_at": "2026-11-16T09:30:00+08:00",
        "receiver": "周敏",
        "correction_deadline": {
            "zh": "至2026年11月23日仍未告知补正或作出答复的，自收件之日起即为受理（本机关服务规则，参照行政许可程序）。",
            "en": "If you have been told nothing by the end of 2026-11-23, your application counts as accepted from the day it was received (a rule of this service, after the model of the licensing procedure).",
        },
        "unit_seal": OFFICE,
        "query_code": "7K4M-2QXD-9RTW",
    },
    "D02": {
        "all_missing_items": [
            {"zh": "居民身份证或户口簿", "en": "Identity card or household book"},
            {"zh": "申请表", "en": "the application form"},
        ],
        "how_to_fix": [
            "请携带身份证原件到窗口核对，或者上传正反面照片。",
            "第二栏“预产或出生年月”未填，请补填后签名。",
        ],
        "basis": ARTICLES,
        "contact": "0399-6000123",
        "deemed_acceptance_note": {
            "zh": "自收到补正材料之日起5个工作日内未作答复的，自收到补正材料之日起即为受理（本机关服务规则，参照行政许可程序）。",
            "en": "If you hear nothing within 5 working days of handing in what is missing, your application counts as accepted from that day (a rule of this service).",
        },
        **SEALED,
    },
    "D03": {
        "item": ITEM,
        "accepted_on": "2026-11-16",
        "decision_due": "2026-12-14",
        "excluded_time": {
            "zh": "听证、检验、检测、鉴定和专家评审所需时间",
            "en": "hearings, tests, appraisals and expert reviews",
        },
        "contact": "0399-6000123",
        **SEALED,
    },
    "D04": {
        "facts": "申请人户籍地、居住地均在邻县石桥镇，本镇无管辖权。申请材料中的居住证由石桥镇派出所签发。",
        "reason": {
            "zh": "申请事项依法不属于本机关职权范围。",
            "en": "The matter isn't within the competence of this office.",
        },
        "article": ARTICLES,
        "competent_agency_if_any": "石桥镇人民政府",
        "remedies": REMEDIES,
        **SEALED,
    },
    "D05": {
        "item": {"zh": "母婴保健服务人员资格认定", "en": "Recognition of maternal and child health staff"},
        "content": "终止妊娠手术、结扎手术",
        "validity": {"zh": "自2026年11月16日起至2029年11月15日止", "en": "from 2026-11-16 to 2029-11-15"},
        "conditions": {
            "zh": "限在云溪县妇幼保健院执业。",
            "en": "Only at the Yunxi maternal and child health hospital.",
        },
        "article": ARTICLES[:1],
        **SEALED,
    },
    "D06": {
        "facts": "2026年11月16日，申请人林晓雯向本机关提出生育登记申请，申报预产年月为2027年2月。经查，申请人已于2026年10月12日在石桥镇人民政府就同一次生育办理登记。",
        "evidence": "一、省生育登记信息共享查询结果（2026年11月17日）；二、石桥镇人民政府登记凭证复印件；三、申请人陈述笔录。",
        "article_in_force": ARTICLES,
        "ground": {"zh": "同一次生育已经登记。", "en": "The same birth is registered already."},
        "particulars": {"earlier_registration": "石政登〔2026〕18号，2026年10月12日"},
        "reasons": "同一次生育只登记一次，已登记的可以申请变更，无须重新登记。重复登记会使两地服务记录不一致，不利于申请人享受服务。",
        "statement_handling": "申请人提出希望由居住地服务。本机关已告知：原登记机关可以办理变更，登记地不影响在本镇免费享受各项服务，该意见已记录在案。",
        "remedies": REMEDIES,
        **SEALED,
    },
    "D07": {
        "reason": {"zh": "向外省核实执业经历尚未得到答复。", "en": "Another province hasn't answered yet."},
        "new_due": "2026-12-28",
        "approver": "韩志远（云溪县卫生健康委员会主任）",
        **SEALED,
    },
    "D08": {
        "document_number": "柳政登〔2026〕12号",
        "addressee": ADDRESSEE,
        "way": {"zh": "留置送达", "en": "left at the place"},
        "place": "柳塘镇河口村三组十二号",
        "received_at": "2026-11-20",
        "signature_or_refusal_note": "受送达人拒绝签收，已说明情况，文书留置于其住所。",
        "witnesses_or_media": ["陈立诚（河口村村民委员会）", "吴芳（网格员）"],
        "servers": ["周敏", "陆文博"],
        "seal": OFFICE,
    },
    "D09": {
        "address": "云溪县柳塘镇河口村三组十二号",
        "phone": "13712346208",
        "e_channel": {"zh": "短信和省政务服务网账户", "en": "text message and the provincial account"},
        "consent_scope": {"zh": "本案的通知书和决定书", "en": "notices and decisions of this case"},
        "signature": ADDRESSEE,
        "date": "2026-11-16",
    },
    "D21": {
        "reason": {
            "zh": "本人要求撤销。\n本人于2026年11月16日到窗口书面要求撤销登记凭证。",
            "en": "The person's own wish.\nShe asked for it in writing at the counter.",
        },
        "legal_effect": {
            "zh": "自2026年11月16日起，生育登记凭证不再有效；本人的其他权利不受影响。",
            "en": "From 2026-11-16 the registration slip is no longer valid; no other right of the person is touched.",
        },
        "refund_or_release": NONE,
        "remedies": REMEDIES,
        **SEALED,
    },
    "D23": {
        "processor": OFFICE,
        "contact": "0399-6000123",
        "purpose": {"zh": "办理生育登记。", "en": "To register a birth."},
        "way": {
            "zh": "收集、存储、使用、依法向户籍主管机关查询核对。",
            "en": "Collecting, keeping, using, checking with the household register.",
        },
        "kinds": ["姓名", "身份证件号码", "电话", "居住地区划", "预产或出生年月"],
        "retention": {"zh": "十年。", "en": "Ten years."},
        "rights": {
            "zh": "您可以查阅、复制、更正本人信息，并查看谁看过。",
            "en": "You may see, copy and correct your data and see who looked at them.",
        },
        "necessity_and_impact_if_sensitive": {
            "zh": "生育信息属于敏感个人信息：不填写则无法登记；登记不影响您的任何其他权利。",
            "en": "Data on births are sensitive: without them nothing can be registered; no other right is touched.",
        },
        "seal": OFFICE,
    },
    "D24": {
        "principal": "林晓雯（居民身份证4199**********4527）",
        "agent": "陈立诚（河口村便民服务代办员）",
        "item": ITEM,
        "scope": {
            "zh": "代为递交材料、领取文书；不得代为承诺、放弃权利。",
            "en": "To hand in papers and collect them; not to declare or waive anything.",
        },
        "term": {"zh": "2026年11月16日至2027年2月15日", "en": "2026-11-16 to 2027-02-15"},
        "revocation": {
            "zh": "委托人可以随时以口头或者书面方式撤销。",
            "en": "The principal may revoke it at any time, by word or in writing.",
        },
        "signatures": {"zh": "双方已于2026年11月16日签名", "en": "signed by both on 2026-11-16"},
    },
    "D25": {
        "registrant": ADDRESSEE,
        "item": ITEM,
        "number": "2026-004173-3",
        "registered_on": "2026-11-17",
        "office": OFFICE,
        "seal": OFFICE,
        "qr": "2026-004173-3",
        "not_a_condition_note": {
            "zh": "本凭证不是准予生育的证明，也不是入户、出生医学证明、产检、医保、入学等任何事项的条件。",
            "en": "This slip is no permission to give birth, and no condition for household registration, birth certificate, antenatal care, insurance, school or anything else.",
        },
    },
    "D26": {
        "person": f"{ADDRESSEE}（4199**********4522）",
        "chosen_facts": [
            {
                "name": {"zh": "户籍登记地", "en": "Place of household registration"},
                "lines": [
                    {"office": OFFICE, "words": {"zh": "登记簿中没有记载", "en": "nothing in the register"}},
                    {"office": {"zh": "石桥镇人民政府", "en": "Shiqiao Town"}, "words": "石桥镇东坡村。"},
                ],
            }
        ],
        "source_register": {"zh": "本机关的登记信息", "en": "the register of this office"},
        "searched_on": "2026-11-17",
        "not_a_condition_note": {
            "zh": "本结果不是婚育证明，任何单位和个人不得要求提供。",
            "en": "This is no certificate of marriage or births; nobody may ask for it.",
        },
        "qr": "2026-004173-3",
        **SEALED,
    },
    "D53": {
        "originals": [{"zh": "居民身份证", "en": "Identity card"}, {"zh": "户口簿", "en": "Household book"}],
        "handed_by": {"zh": "委托人本人", "en": "the person"},
        "received_by": {"zh": "代办人", "en": "the agent"},
        "handed_on": {"zh": "2026年11月16日", "en": "2026-11-16"},
        "no_copy": {"zh": "代办人未留存复印件、照片", "en": "the agent kept no copy and no picture"},
        "signatures": {
            "zh": "双方当面清点无误后签名",
            "en": "signed by both after counting the originals together",
        },
    },
    "D39": {
        "ground": {"zh": "专家评审", "en": "expert review"},
        "basis": [
            {"zh": "《中华人民共和国行政许可法》第四十五条", "en": "Administrative Licensing Law, Art. 45"}
        ],
        "not_counted_from": "2026-11-17",
        "time_needed": "约十五日，以评审意见送达之日为准。",
        "contact": "0399-6000123",
        **SEALED,
    },
    "D60": {
        "person": ADDRESSEE,
        "own_data": [
            {"name": {"zh": "姓名", "en": "Name"}, "lines": [ADDRESSEE]},
            {"name": {"zh": "联系电话", "en": "Telephone"}, "lines": ["13712346208", "0399-6000123"]},
        ],
        "cases_held": [
            {
                "number": "2026-000012-3",
                "item": ITEM,
                "part": {"zh": "申请人", "en": "applicant"},
                "received": {"zh": "2026年11月16日收件", "en": "received on 16 November 2026"},
                "state": {"zh": "已归档", "en": "archived"},
                "papers": ["柳政凭〔2026〕3号", "柳政达〔2026〕5号"],
            },
            {
                "number": "2026-000013-1",
                "item": ITEM,
                "part": {"zh": "另一方父母", "en": "the other parent"},
                "received": {"zh": "2026年11月17日收件", "en": "received on 17 November 2026"},
                "state": "",
                "papers": [],
            },
        ],
        "looked": [
            {
                "at": "2026-11-16 09:30",
                "office": OFFICE,
                "purpose": {"zh": "办理本件", "en": "working on the case"},
            }
        ],
        "limits_of_the_copy": {"zh": "本结果只列本人信息。", "en": "This holds the person's own data only."},
        "not_a_condition_note": {"zh": "不作为任何事项的条件。", "en": "No condition of anything."},
        **SEALED,
    },
    "D61": {
        "person": ADDRESSEE,
        "corrected_data": [
            {"name": {"zh": "姓名", "en": "Name"}, "was": "林小雯", "now": ADDRESSEE},
            {
                "name": {"zh": "联系电话", "en": "Telephone"},
                "was": {"zh": "没有登记", "en": "nothing"},
                "now": "13712346208",
            },
        ],
        "proof_shown": {"zh": "居民身份证", "en": "identity card"},
        "cases_corrected": ["2026-000012-3"],
        **SEALED,
    },
    "D62": {
        "answer": {
            "zh": "自即日起停止除存储和保护以外的一切处理。",
            "en": "All use but storage and protection ends today.",
        },
        "person": ADDRESSEE,
        "reasons": "依法应当保存的期限未满。",
        "kept_until": [{"zh": "2026-000012-3：2036年11月16日", "en": "2026-000012-3: 16 November 2036"}],
        "legal_basis": [
            {
                "zh": "《中华人民共和国个人信息保护法》第四十七条",
                "en": "Personal Information Protection Law, Art. 47",
            }
        ],
        "remedies": {
            "zh": "自收到本答复之日起六十日内申请行政复议。",
            "en": "Ask for reconsideration within 60 days.",
        },
        **SEALED,
    },
    "D51": {
        "person": f"{ADDRESSEE}（4199**********4522）",
        "chosen_facts": [
            {
                "name": {"zh": "户籍登记地", "en": "Place of household registration"},
                "lines": [{"office": OFFICE, "words": "柳塘镇河口村。"}],
            }
        ],
        "source_register": {"zh": "本机关的登记信息", "en": "the register of this office"},
        "searched_on": "2026-11-17",
        **SEALED,
    },
}
KINDS = sorted(ELEMENTS)
# Printed without a number, a name or a day, so that nothing on them leads back: tests/vouchers looks at them.
BLANKS = frozenset({"D18", "D22", "D27"})
ADVERSE = ("D04", "D06", "D21")


@cache
def edition() -> LawBook:
    """The newest shipped edition."""
    return read_shipped()


def meta(kind: str, **changed: Any) -> Meta:
    """The head and foot of a sample."""
    code = edition().papers[kind].code
    given: dict[str, Any] = {
        "office": OFFICE,
        "issued_on": date(2026, 11, 16),
        "number": f"柳政{code}〔2026〕12号",
        "addressee": ADDRESSEE,
        "item": ITEM,
        "case_number": "2026-004173-3",
        "received_on": date(2026, 11, 16),
        "qr": "2026-004173-3" if kind in ("D01", "D25", "D26") else "",
    }
    return Meta(**(given | changed))
