// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The time as HTTP writes it, made once a second.
struct HTTPDate {
    private var second = time_t.min
    private var text = ""

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter second: Since 1970.
    mutating func text(at second: time_t) -> String {
        if second != self.second {
            self.second = second
            text = Self.text(of: second)
        }
        return text
    }

    private static func text(of second: time_t) -> String {
        var (second, parts) = (second, tm())
        gmtime_r(&second, &parts)
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(twoDigits)
        return "\(days[Int(parts.tm_wday)]), \(twoDigits(parts.tm_mday)) "
            + "\(months[Int(parts.tm_mon)]) \(1_900 + parts.tm_year) "
            + clock.joined(separator: ":") + " GMT"
    }

    private static func twoDigits(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
