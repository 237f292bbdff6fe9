"""Manners of telecom and network fraud (诈骗手法), as the police name them in notices and reports.

The first ten are the kinds of most frequent fraud that the Ministry of Public Security publishes;
the others are words that incident lists use. An incident may name any other manner.
"""

from __future__ import annotations

from typing import Final

MANNERS: Final = (
    "刷单返利",
    "虚假网络投资理财",
    "虚假购物、服务",
    "冒充电商物流客服",
    "虚假贷款",
    "虚假征信",
    "冒充领导、熟人",
    "冒充公检法及政府机关",
    "网络婚恋、交友",
    "网络游戏产品虚假交易",
    "杀猪盘",
    "裸聊敲诈",
    "虚拟货币投资",
    "冒充军警购物",
    "机票退改签",
    "百万保障",
    "共享屏幕",
    "线下取现、邮寄黄金",
)
"""The usual manners, the most frequent first."""
