// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

@main
struct Florin: ParsableCommand {
    func run() throws { print("hello") }
}
