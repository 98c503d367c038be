"""The procedure, state by state (程序): the steps that may be taken in each."""
