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
    static let rateLimitLimit = named("RateLimit-Limit")
    static let rateLimitRemaining = named("RateLimit-Remaining")
    static let rateLimitReset = named("RateLimit-Reset")

    private static func named(_ text: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(text)") else {
            preconditionFailure("\(text) is not the name of a header")
        }
        return name
    }
}
