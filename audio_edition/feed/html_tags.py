"""Tags of HTML that some players take for markup where others show them letter for letter."""

from __future__ import annotations

import re

HTML_TAG = re.compile(
    r"</?(a|abbr|b|big|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|iframe|img|li|ol|p|pre|s|script|small|span"
    r"|strong|style|sub|sup|table|td|tr|tt|u|ul|video)(\s[^<>]*)?/?>",
    re.IGNORECASE,
)
