"""The case auditor (案件复核): a second program that looks at every letter issued, on its own.

It reads the bodies of the trail, the letters' bytes and the dated tables by itself and holds them
against tables of its own: neither the steps with their guards, nor the replay, nor the clock, nor
the remedies of `workflow.law` take part. Where both programs err, they must err twice.
"""
