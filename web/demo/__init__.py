"""The demo (示例): an agency with invented requests, told step by step through the desk."""
