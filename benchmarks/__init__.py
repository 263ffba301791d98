"""What a step costs: `make bench`, or `python -m benchmarks --help`.

Measured side by side, in one run, on one database, in turns:

- `permit`  the 6-step approval (start, accept, two reviews in parallel, decide, issue) by our engine, with everything
            on: permission asked inside the transaction, separation of duties, clock, paper, history, ledger;
- `bare`    the same flow by viewflow as it is shipped, without any of that;
- `floor`   three inserts and two updates a step, written by hand;
- `registration`  a whole birth registration by the acts of the hall.

Times depend on the machine and on who else uses it. Only the ratios between rows of one run are worth quoting.
"""
