# SPDX-License-Identifier: Apache-2.0
"""A cluster of machines on one: namespaces, disks, and the services that run in them."""
