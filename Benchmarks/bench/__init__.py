# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks are made of: programs to run, how to measure them, how to tell."""
