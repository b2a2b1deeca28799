// SPDX-License-Identifier: Apache-2.0

import Billing
import HTTPEdge
import HTTPTypes
import NIOCore
import Pricing
import Vocabulary

/// What limits calls, and where the tiers of organizations are.
struct CallLimits: Sendable {
    let tiers: LimitTiers
    let organizations: OrganizationTiers
    let limiter = CallLimiter()
}

extension Gateway {
    /// Lets a call begin that its organization and its key may make now.
    ///
    /// - Returns: Nil where nothing is limited.
    /// - Throws: 429.
    func admit(_ terms: CallTerms) async throws -> CallPermit? {
        guard let limits else { return nil }
        let name = try await limits.organizations.tier(of: terms.organization)
        do throws(LimitRefusal) {
            return try limits.limiter.admit(
                terms.organization, terms.caller.keyID, by: limits.tiers.tier(named: name),
                tokens: terms.measure.inputTokens + terms.covered(after: 0),
                at: NIODeadline.now().uptimeNanoseconds)
        } catch {
            house.metrics.limited(error.kind)
            throw APIError(error)
        }
    }
}

extension CallPermit {
    /// What the call used is known.
    func used(by usage: Usage) {
        let tokens = [Meter.inputTokens, .outputTokens].reduce(0) {
            $0 + (usage.count(of: $1) ?? 0)
        }
        used(tokens, at: NIODeadline.now().uptimeNanoseconds)
    }
}

extension EdgeContext {
    /// Says what is left to the caller, of what is scarcest.
    func tell(_ standing: LimitStanding?, in headers: inout HTTPFields) {
        quota?.writeForOpenAI(to: &headers)
        guard var standing else { return }
        if let quota, let requests = standing.requests, quota.remaining < requests.remaining {
            standing.requests = nil
        }
        standing.write(to: &headers)
    }
}
