"""The printable proof of a clock (期限计算单), gathered from the case, its trail and the clock."""
