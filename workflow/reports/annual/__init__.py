"""The annual report (年度报告, 条例第四十九条、第五十条), and returns of any period."""
