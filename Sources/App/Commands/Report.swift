// SPDX-License-Identifier: Apache-2.0

import Archives
import Billing
import Database
import JSON
import Ledger
import Pricing
import Upkeep

/// What a command has to say, for people and for programs.
public struct Report: Sendable {
    /// Lines for a terminal, without the last line break.
    public let text: String
    /// One line of JSON.
    public let json: String
    /// False when what was asked for is not so: the command exits with 1 all the same.
    public let isSuccess: Bool

    init(_ text: String, _ json: JSON, isSuccess: Bool = true) {
        self.text = text
        self.json = json.text
        self.isSuccess = isSuccess
    }
}

/// Why a command did not do what it was asked: one line.
public struct CommandFailure: Error, Hashable, CustomStringConvertible {
    public let code: String
    public let description: String

    init(_ description: String, code: String = "failed") {
        self.code = code
        self.description = String(description.map { $0.isNewline ? " " : $0 })
    }
}

extension CommandFailure {
    /// The failure as one line and a code, whatever was thrown.
    public init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let refusal as SettingRefusal:
            self.init(refusal.description, code: "configuration_error")
        case let refusal as LedgerRefusal: self.init(ledger: refusal)
        case let refusal as KeyRefusal: self.init(key: refusal)
        case let refusal as PriceRefusal: self.init(prices: refusal)
        case let refusal as PricingRefusal: self.init(pricing: refusal)
        case let refusal as PriceListRefusal:
            self.init("the list cannot be taken: \(refusal)", code: "validation_error")
        case KeeperRefusal.organizationNotFound:
            self.init("there is no organization with this id", code: "resource_not_found")
        case let refusal as UsageArchiveRefusal: self.init(archive: refusal)
        case let failure as ArchiveFailure: self.init(file: failure)
        case let refusal as DataMigrationRefusal:
            self.init(refusal.description, code: "conflict")
        case let failure as DatabaseFailure:
            self.init(failure.description, code: "unavailable")
        default: self.init("\(error)")
        }
    }

    private init(ledger refusal: LedgerRefusal) {
        switch refusal {
        case .amountOutOfRange:
            self.init(
                "the amount should be above 0 and at most \(Account.amountMax) credits",
                code: "validation_error")
        case .grantAlreadyExpired:
            self.init("the grant would already be expired", code: "validation_error")
        case .insufficientCredits(let required, let available):
            self.init(
                "\(required) credits are needed, \(available) are available",
                code: "insufficient_credits")
        case .holdNotFound, .chargeNotFound:
            self.init("there is no such hold or charge", code: "resource_not_found")
        case .holdNotOpen(let status):
            self.init("the hold is \(status.rawValue)", code: "hold_not_open")
        case .holdLifetimeOutOfRange:
            self.init("a hold lives at most a day", code: "validation_error")
        case .notRefundable(let refundable):
            self.init("only \(refundable) can be refunded", code: "not_refundable")
        }
    }

    private init(archive refusal: UsageArchiveRefusal) {
        switch refusal {
        case .tooRecent: self.init(refusal.description, code: "validation_error")
        case .exists, .missing, .inUse: self.init(refusal.description, code: "conflict")
        }
    }

    private init(file failure: ArchiveFailure) {
        switch failure {
        case .refused: self.init(failure.description, code: "unavailable")
        case .damaged: self.init(failure.description, code: "damaged")
        }
    }

    private init(prices refusal: PriceRefusal) {
        switch refusal {
        case .notFound: self.init("there is nothing with this id", code: "resource_not_found")
        case .alreadyDecided: self.init("that was decided before", code: "conflict")
        case .busy, .nothingToApprove: self.init(refusal.description, code: "conflict")
        case .book: self.init(refusal.description, code: "validation_error")
        }
    }

    private init(pricing refusal: PricingRefusal) {
        switch refusal {
        case .modelNotFound:
            self.init(
                "\(refusal) `florin pricing show WORD` finds models.", code: "price_not_found")
        default: self.init(refusal.description, code: "validation_error")
        }
    }

    private init(key refusal: KeyRefusal) {
        switch refusal {
        case .notFound: self.init("there is no key with this id", code: "resource_not_found")
        case .noScopes: self.init("a key needs at least one scope", code: "validation_error")
        case .operatorMismatch:
            self.init(
                "an operator's key belongs to no organization, every other key to one",
                code: "validation_error")
        case .expiryInThePast: self.init("the key would be expired", code: "validation_error")
        case .revoked: self.init("the key was revoked", code: "conflict")
        case .secretMalformed, .exceedsScopes, .exceedsBinding, .graceTooLong:
            self.init("the key cannot be made: \(refusal)", code: "validation_error")
        }
    }

    /// `{"success":false,"error":…,"code":…}` in one line.
    public var json: String {
        (["success": false, "error": .string(description), "code": .string(code)] as JSON).text
    }
}
