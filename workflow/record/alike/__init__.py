"""Whether two applications ask for the same information (内容比对): shown, never decided."""
