"""Reading the rulebook again while the service runs, in a process of its own, and telling what changed.

files ──▶ watching ──▶ reader (here) ──socket──▶ child: load, compare ──frames──▶ reader ──▶ Reading
          notify and               what is in force                only what differs
          a look each 1.5 s

YAML of 10,000 rules takes seconds of Python, and a thread would hold the interpreter's lock meanwhile: articles would
wait. A child process with low priority does that work, and sends only the rules that differ, in small frames.
"""
