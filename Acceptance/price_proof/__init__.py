# SPDX-License-Identifier: Apache-2.0
"""Florin's prices against those of other calculators."""
