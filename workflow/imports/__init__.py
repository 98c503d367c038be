"""Registers from elsewhere (历史台账导入): a file of rows in, requests out, through the desk."""
