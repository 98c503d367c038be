"""The law and the procedure of disclosure on application (依申请公开)."""
