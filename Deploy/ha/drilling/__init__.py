# SPDX-License-Identifier: Apache-2.0
"""Faults under load: what is done to a cluster, what its customers saw, whether the books agree."""
