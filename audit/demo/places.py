"""The demonstration bank's tree: a bank, two provinces, six sub-branches, forty branches; none of them exists."""

from typing import NamedTuple

BANK = ("SFB", "示范银行", "Shifan Bank")
PROVINCES = (("SN", "陕西省分行", "Shaanxi Branch"), ("JS", "江苏省分行", "Jiangsu Branch"))


class SubBranch(NamedTuple):
    """A sub-branch with the streets of its branches: Chinese name, English name, house number."""

    province: str
    code: str
    name: str
    name_en: str
    city: str
    streets: tuple[tuple[str, str, int], ...]


SUB_BRANCHES = (
    SubBranch("SN", "SN01", "西安碑林支行", "Xi'an Beilin Sub-branch", "西安市碑林区", (
        ("东大街", "Dongdajie", 128), ("南院门", "Nanyuanmen", 36), ("柏树林", "Baishulin", 9),
        ("书院门", "Shuyuanmen", 51),
        ("长安北路", "Chang'an North Road", 88), ("友谊西路", "Youyi West Road", 217), ("太乙路", "Taiyi Road", 40),
    )),
    SubBranch("SN", "SN02", "西安雁塔支行", "Xi'an Yanta Sub-branch", "西安市雁塔区", (
        ("小寨东路", "Xiaozhai East Road", 11), ("科技路", "Keji Road", 195), ("电子二路", "Dianzi Second Road", 64),
        ("翠华路", "Cuihua Road", 106), ("丈八东路", "Zhangba East Road", 23), ("曲江池", "Qujiangchi", 7),
        ("含光路", "Hanguang Road", 172),
    )),
    SubBranch("SN", "SN03", "宝鸡金台支行", "Baoji Jintai Sub-branch", "宝鸡市金台区", (
        ("经二路", "Jing'er Road", 130), ("中山东路", "Zhongshan East Road", 58), ("红旗路", "Hongqi Road", 14),
        ("大庆路", "Daqing Road", 81), ("西关", "Xiguan", 3), ("陈仓园", "Chencangyuan", 26),
    )),
    SubBranch("JS", "JS01", "南京鼓楼支行", "Nanjing Gulou Sub-branch", "南京市鼓楼区", (
        ("中央路", "Zhongyang Road", 302), ("湖南路", "Hunan Road", 47), ("汉中门", "Hanzhongmen", 12),
        ("草场门", "Caochangmen", 95),
        ("山西路", "Shanxi Road", 8), ("龙江", "Longjiang", 33), ("热河路", "Rehe Road", 150),
    )),
    SubBranch("JS", "JS02", "苏州姑苏支行", "Suzhou Gusu Sub-branch", "苏州市姑苏区", (
        ("观前街", "Guanqian Street", 77), ("平江路", "Pingjiang Road", 21), ("石路", "Shilu", 118),
        ("十梓街", "Shizi Street", 60),
        ("胥江路", "Xujiang Road", 5), ("桃花坞", "Taohuawu", 39), ("人民路", "Renmin Road", 1430),
    )),
    SubBranch("JS", "JS03", "无锡梁溪支行", "Wuxi Liangxi Sub-branch", "无锡市梁溪区", (
        ("中山路", "Zhongshan Road", 288), ("解放南路", "Jiefang South Road", 62), ("清扬路", "Qingyang Road", 104),
        ("南禅寺", "Nanchansi", 16), ("五爱路", "Wu'ai Road", 43), ("学前街", "Xueqian Street", 9),
    )),
)  # fmt: skip

# what a branch has: kind, facilities, staff; the branches take them in turn
FITTINGS = (
    ("full", ("cash_counter", "self_service", "wealth_sales", "customer_toilet", "corporate_counter"), 14),
    ("full", ("vip_area", "cash_counter", "self_service", "wealth_sales", "foreign_exchange", "parking",
              "corporate_counter", "safe_deposit"), 23),
    ("community", ("cash_counter", "self_service"), 6),
    ("full", ("cash_counter", "self_service", "wealth_sales", "parking", "corporate_counter"), 12),
    ("full", ("vip_area", "cash_counter", "self_service", "wealth_sales", "customer_toilet"), 17),
    ("smart", ("self_service", "wealth_sales"), 5),
)  # fmt: skip

# one account a role; the login is also how the list of passwords names it
PEOPLE = (
    ("admin", "高远", "administrator", "SFB"),
    ("season", "周敏", "campaign_manager", "SFB"),
    ("review", "郑立", "reviewer", "SFB"),
    ("inspect", "王敏", "inspector", "SN"),
    ("manager", "李建国", "branch_manager", "SN01-1"),
    ("staff", "陈小雨", "branch_staff", "SN01-1"),
    ("reader", "何静", "reader", "SN"),
)
# colleagues without a password: the demonstration works with them, nobody signs in as one
COLLEAGUES = (
    ("inspect.sn2", "赵志强", "inspector", "SN"),
    ("inspect.js1", "孙丽华", "inspector", "JS"),
    ("inspect.js2", "吴海波", "inspector", "JS"),
)
HEADS = ("刘芳", "张伟", "杨洋", "黄磊", "徐静", "马超", "朱琳", "胡军", "林峰", "郭敏")
