"""The demo (示例): an agency with 40 invented requests, told step by step through the desk."""
