// SPDX-License-Identifier: Apache-2.0

/// What the process occupies of the machine's memory, nil where nobody says.
func residentBytes() -> Int64? {
    // A line of proc(5), status: `VmRSS:     12345 kB`.
    let lines = Files.text(at: "/proc/self/status")?.split(separator: "\n")
    let line = lines?.first { $0.hasPrefix("VmRSS:") }
    let kilobytes = line?.split(separator: " ").lazy.compactMap { Int64($0) }.first
    return kilobytes.map { $0 * 1_024 }
}
