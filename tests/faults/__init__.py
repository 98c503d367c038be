"""Faults: a step killed or refused by the disk at every one of its writes leaves all or nothing."""
