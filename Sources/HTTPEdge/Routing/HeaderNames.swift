// SPDX-License-Identifier: Apache-2.0

public import HTTPTypes

extension HTTPField.Name {
    public static let xRequestID = named("X-Request-Id")
    public static let xAPIKey = named("X-API-Key")
    public static let xOrganizationID = named("X-Organization-Id")
    public static let xAgentID = named("X-Agent-Id")
    public static let xAppID = named("X-App-Id")
    public static let idempotencyKey = named("Idempotency-Key")
    public static let idempotencyReplayed = named("Idempotency-Replayed")
    /// The id of the charge that the response was paid with.
    public static let xFlorinCharge = named("X-Florin-Charge")
    /// What it cost, in credits.
    public static let xFlorinCost = named("X-Florin-Cost")
    /// What can be spent after it, in credits.
    public static let xFlorinBalance = named("X-Florin-Balance")
    /// `false` keeps the clients of OpenAI and Anthropic from repeating a request by themselves.
    public static let xShouldRetry = named("X-Should-Retry")
    public static let rateLimitLimit = named("RateLimit-Limit")
    public static let rateLimitRemaining = named("RateLimit-Remaining")
    public static let rateLimitReset = named("RateLimit-Reset")
    // What OpenAI's clients read instead.
    public static let xRateLimitLimitRequests = named("X-RateLimit-Limit-Requests")
    public static let xRateLimitRemainingRequests = named("X-RateLimit-Remaining-Requests")
    public static let xRateLimitResetRequests = named("X-RateLimit-Reset-Requests")
    public static let xRateLimitLimitTokens = named("X-RateLimit-Limit-Tokens")
    public static let xRateLimitRemainingTokens = named("X-RateLimit-Remaining-Tokens")
    public static let xRateLimitResetTokens = named("X-RateLimit-Reset-Tokens")

    private static func named(_ text: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(text)") else {
            preconditionFailure("\(text) is not the name of a header")
        }
        return name
    }
}
