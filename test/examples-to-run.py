#! /usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only

# Examples that ns-3's test.py runs inside an ns-3 tree, each as
# (program and arguments, do_run, do_valgrind_run).
cpp_examples = [
    ("first-lease", "True", "True"),
]

python_examples = []
