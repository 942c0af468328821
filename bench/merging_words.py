"""The words around the tables of merging."""

HEAD = """# Merging

`python -m bench.merging GOLD_DIR ... [--scenes N] --write`. Pairs are pairs of findings; a matter counts as right when
it has no finding more or less than the true one (those of one paper are left out on both sides). The generated papers
are drawn by what `bench/merging_papers.py` and `merging_set.py` assume: clocks off by 5 minutes (60 %), 45 (25 %),
three hours (10 %) or a day (5 %), notes a day off one time in twelve, days told as 昨天 or 前几天, the case not told in
one paper of three. They are harder than the marked papers, and their shares are none that an office will see; they tell
one way from another."""
WHY = """## What sets each threshold

- `clock_apart`: 120 has the best pairs' F1. The set draws a second occasion of one day 150 to 300 minutes after the
  first, and notes tell half hours, so it shows that 120 fits what was assumed, no more.
- `merge_days`: 1; 0 loses papers a day off, 2 and 3 only take in other occasions.
- `about_days`: 1 to 3 differ nowhere; 2 stays, as 前两天 reaches two days.
- `clock_skew`: bears only on what lies about midnight or came by two ways, and is flat up to 120; above that other
  occasions come in. 60 stays below `clock_apart`, and is what clocks of registers were assumed to differ by at most.
- `REACH`: words of repetition are needed (0 loses them); from 10 on nothing changes. 40 is the length of a long clause.
- `again_verbs`, `alone`: without them precision falls. `about`, `again`, `letters`, `FULL_NAME`, `SHOWN`: the set shows
  no case that they decide, so it neither bears them out nor speaks against them; tables in `tests/records` hold them.
  `SHOWN` is not chosen: it is how many candidates a link lists."""
