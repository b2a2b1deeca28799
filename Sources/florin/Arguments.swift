// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

// What stands on the command line, read by the same rules as in the API.

extension OrganizationArgument: ExpressibleByArgument {}
extension KeyArgument: ExpressibleByArgument {}
extension AmountArgument: ExpressibleByArgument {}
extension TimeArgument: ExpressibleByArgument {}

extension ExportFormat: ExpressibleByArgument {}
extension GrantSourceName: ExpressibleByArgument {}
