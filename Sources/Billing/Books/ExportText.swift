// SPDX-License-Identifier: Apache-2.0

import Money

extension String {
    /// The text with a stand-in for every scalar that does not belong.
    func replacing(
        unless belongs: (Unicode.Scalar) -> Bool, by standIn: Unicode.Scalar
    ) -> String {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: unicodeScalars.map { belongs($0) ? $0 : standIn })
        return String(scalars)
    }
}

extension Unicode.Scalar {
    /// An ASCII letter, a digit or a hyphen: what every program takes in a name.
    var isPlain: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "-": true
        default: false
        }
    }

    /// Ends a line somewhere, is invisible, or is no character: nothing for a text file.
    var isControl: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .format: true
        default: false
        }
    }
}

extension Int128 {
    /// Nanocredits as credits with all nine decimals: `-0.100000000`.
    var fixedText: String {
        let digits = String(magnitude)
        let padded = String(repeating: "0", count: Swift.max(0, 10 - digits.count)) + digits
        return (self < 0 ? "-" : "") + padded.dropLast(9) + "." + padded.suffix(9)
    }
}

extension Credits {
    var fixedText: String { Int128(nanocredits).fixedText }
}
