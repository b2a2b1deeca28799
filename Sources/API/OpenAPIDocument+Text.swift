// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file
// Made from openapi.yaml by Scripts/embed: edit that file, not this one.

extension OpenAPIDocument {
    package static let text: StaticString = ###"""
# SPDX-License-Identifier: Apache-2.0
#
# The HTTP contract of Florin. A test compares it with the routes that the server has, and the
# acceptance tests hold every answer against it: what is served and not described here is a bug.
#
# Written by hand, in this order: the introduction, the paths from the outside in, the components.
# `x-scope` says which scope a key needs: `none` (no key is looked at), a scope, or one of several.
openapi: 3.1.0
info:
  title: Florin
  version: 1.0.0
  summary: Billing for AI platforms, with credits, holds, charges and a journal that proves itself.
  description: |
    Florin keeps the credits of an AI platform's customers. One credit is one US dollar. What a
    customer uses is priced from a price book, authorised before it runs and charged exactly once
    after it ran; every credit is in a double-entry, hash-chained journal.

    ## Keys
    Send `Authorization: Bearer flr_…` or `X-API-Key: flr_…`; when both are sent, `Authorization`
    wins. A key belongs to an organization and has scopes:

    | scope | opens |
    |---|---|
    | `read` | balances, transactions, holds and charges, to look at |
    | `spend` | the gateway (`/v1/…`) and quotes |
    | `billing` | top-ups, cards, settings, documents, alerts |
    | `admin` | API keys, agents, apps, budgets, members, webhooks |
    | `meter` | holds, captures, charges, refunds: the platform's side, not the customer's |
    | `operator` | everything, for every organization |

    An operator's key belongs to no organization. On the routes of an organization it says for
    which one it acts with `X-Organization-Id`; without it the answer is a 400 naming the header.

    ## Amounts
    Amounts are credits: exact decimals with at most nine places, at most 1,000,000,000. Answers
    write them as JSON numbers without exponent and without trailing zeros (`0.1` is `0.1`).
    Requests may send a number or a decimal string; a tenth decimal is refused, never rounded.
    **Read them with a decimal parser**, not as binary floating point: `json.loads(text,
    parse_float=Decimal)` in Python. Rates, quantities and the line costs of a quote are exact
    decimals of any length; a charge is rounded once, half-up, at the ninth decimal.

    ## Times, ids, lists
    Times are ISO 8601 in UTC with three fractional digits and `Z`. Ids are opaque; they start with
    the kind of thing (`org_`, `hold_`, `chg_`) and sort by the time they were made. Lists are
    newest first, take `limit` (1–200, 50 unless said) and `cursor`, and answer `nextCursor`, which
    is null on the last page.

    ## Idempotency
    Every POST, PUT, PATCH and DELETE that creates or moves something takes `Idempotency-Key` (1–255
    printable ASCII characters). The same key with the same request (method, path, JSON value) has
    one effect and gets the same status and body again, byte for byte, with
    `Idempotency-Replayed: true`. The same key with another request is 409 `idempotency_conflict`.
    Only success is remembered: after a 4xx or 5xx the key is free, so *pay and retry* works. A
    repeat while the first still runs waits for it. Keys are scoped to the organization and live as
    long as the journal. Headers that tell the present (`X-Florin-Balance`, `X-Request-Id`) are
    current on a replay, too. Calls of models are told again for 24 hours; after that a repeat is
    409 `conflict` that names the charge.

    ## Errors
    An error says what happened for a person (`error`), for a program (`code`), and where
    (`details`); `requestId` finds it in the server's log. Routes that other people's clients call
    (`/v1/chat`, `/v1/embeddings`, `/v1/models`) use OpenAI's shape, `/v1/messages` Anthropic's. Every 402 of any shape has
    `requiredCredits` at the top level. What belongs to another organization is 404, never 403.

    | status | codes |
    |---|---|
    | 400 | `validation_error` |
    | 401 | `authentication_required` |
    | 402 | `insufficient_credits` |
    | 403 | `access_denied` |
    | 404 | `resource_not_found`, `price_not_found` |
    | 405 | `method_not_allowed` |
    | 409 | `idempotency_conflict`, `conflict`, `hold_not_open`, `not_refundable` |
    | 413 | `payload_too_large` (10 MB) |
    | 415 | `unsupported_media_type` |
    | 429 | `rate_limit_exceeded`, with `Retry-After` |
    | 500 | `internal_error` |
    | 502 | `provider_error` |
    | 503 | `unavailable`, with `Retry-After`: the same request may succeed later |

    The operations below name the errors that have to do with what they are for; 405, 413, 415, 429,
    500, 502 and 503 may come from all of them and are described as `default`.
  license:
    name: Apache-2.0
    identifier: Apache-2.0
servers:
  - url: /
    description: This server.
security:
  - bearer: []
  - apiKeyHeader: []
tags:
  - name: Credits
    description: What an organization owns and what became of it; existing clients speak these.
  - name: Holds
    description: |
      Credits set aside for work in progress. Every hold ends: captured, released, or expired by
      itself at `expiresAt` (15 minutes unless said otherwise, at most 24 hours).
  - name: Charges
    description: Credits spent, with the usage and the rates that explain them; and refunds.
  - name: Prices
    description: What things cost, before anybody pays.
  - name: API keys
    description: Keys are shown once, when they are made, and stored only as their SHA-256.
  - name: Gateway
    description: |
      OpenAI-compatible routes in front of a model provider: point a stock client's base URL at
      `/v1`. Each call holds what its first slice can cost, extends the hold as tokens arrive, and
      is settled before its last byte. `florin/echo` and others of that name are built in.
  - name: Operator
    description: The platform's side, with a key that has the `operator` scope.
  - name: Pricing
    description: |
      Where prices come from and what an operator decides about them. Every change makes a new,
      numbered, immutable price book, and every decision stands in the audit trail.
  - name: Service
    description: Whether the process runs and what it counts; no key is needed.

paths:
  # ── Service ────────────────────────────────────────────────────────────────────────────────────
  /healthz:
    get:
      operationId: getHealth
      tags: [Service]
      summary: Whether the process runs
      description: Says nothing of the database; that is what `/readyz` is for.
      x-scope: none
      security: []
      responses:
        '200': {$ref: '#/components/responses/Health'}
        default: {$ref: '#/components/responses/Error'}
  /api/health:
    get:
      operationId: getHealthAlias
      tags: [Service]
      summary: Whether the process runs (the path that existing clients know)
      x-scope: none
      security: []
      responses:
        '200': {$ref: '#/components/responses/Health'}
        default: {$ref: '#/components/responses/Error'}
  /readyz:
    get:
      operationId: getReadiness
      tags: [Service]
      summary: Whether the server can do its work
      description: |
        200 when the database answers and is migrated. 503 when it does not, and from the moment
        that the process is told to stop (SIGTERM), so that a load balancer looks elsewhere while
        requests in flight are answered.
      x-scope: none
      security: []
      responses:
        '200': {$ref: '#/components/responses/Readiness'}
        '503': {$ref: '#/components/responses/NotReady'}
        default: {$ref: '#/components/responses/Error'}
  /metrics:
    get:
      operationId: getMetrics
      tags: [Service]
      summary: What the server counts about itself, for Prometheus
      description: |
        Text format 0.0.4. Names no organization and no key. Do not publish this path to the
        internet: it tells how busy you are.
      x-scope: none
      security: []
      responses:
        '200': {$ref: '#/components/responses/Metrics'}
        default: {$ref: '#/components/responses/Error'}
  /openapi.yaml:
    get:
      operationId: getOpenAPIYAML
      tags: [Service]
      summary: This document
      x-scope: none
      security: []
      responses:
        '200': {$ref: '#/components/responses/OpenapiYaml'}
        default: {$ref: '#/components/responses/Error'}
  /openapi.json:
    get:
      operationId: getOpenAPI
      tags: [Service]
      summary: This document as JSON
      x-scope: none
      security: []
      responses:
        '200': {$ref: '#/components/responses/OpenapiJson'}
        default: {$ref: '#/components/responses/Error'}
  /api/openapi.json:
    get:
      operationId: getOpenAPIAlias
      tags: [Service]
      summary: This document as JSON (the path that existing clients know)
      x-scope: none
      security: []
      responses:
        '200': {$ref: '#/components/responses/OpenapiJson'}
        default: {$ref: '#/components/responses/Error'}

  # ── Credits ────────────────────────────────────────────────────────────────────────────────────
  /api/v1/credits/balance:
    get:
      operationId: getBalance
      tags: [Credits]
      summary: What can be spent now
      x-scope: read
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      responses:
        '200': {$ref: '#/components/responses/Balance'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/credits/balance:
    get:
      operationId: getBalanceAlias
      tags: [Credits]
      summary: What can be spent now (the path that existing clients know)
      x-scope: read
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      responses:
        '200': {$ref: '#/components/responses/Balance'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/credits/summary:
    get:
      operationId: getSummary
      tags: [Credits]
      summary: Everything that a billing page shows
      description: |
        `balance` is what can be spent now, `pending` what open holds keep aside; both together are
        what the organization owns. `usage` counts collected charges, net of refunds, in the UTC day
        and month of the charge. It costs the same with ten entries or a billion.
      x-scope: read
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      responses:
        '200': {$ref: '#/components/responses/Summary'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/credits/transactions:
    get:
      operationId: listTransactions
      tags: [Credits]
      summary: The organization's statement
      description: |
        One row for each change of what the organization owns, newest first, in the order of the
        journal. Holds are no transactions: they set aside and give back. A charge is one row,
        whatever number of grants it used; a debt that is collected later is another row that names
        the same charge.

        A filter that matches little may answer with a short or empty page and a `nextCursor`: the
        search goes on there, so that no request scans all of history.

        Rows of a month whose usage is archived stay, with the charge's id and without its
        description, metadata, hold, agent and app: a filter by agent or app does not find them.
      x-scope: read
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
        - {$ref: '#/components/parameters/Hours'}
        - {$ref: '#/components/parameters/TransactionType'}
        - {$ref: '#/components/parameters/AgentId'}
        - {$ref: '#/components/parameters/AppId'}
      responses:
        '200': {$ref: '#/components/responses/Transactions'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/credits/transactions:
    get:
      operationId: listTransactionsAlias
      tags: [Credits]
      summary: The organization's statement (the path that existing clients know)
      x-scope: read
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
        - {$ref: '#/components/parameters/Hours'}
        - {$ref: '#/components/parameters/TransactionType'}
        - {$ref: '#/components/parameters/AgentId'}
        - {$ref: '#/components/parameters/AppId'}
      responses:
        '200': {$ref: '#/components/responses/Transactions'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}

  # ── Prices ─────────────────────────────────────────────────────────────────────────────────────
  /api/v1/pricing:
    get:
      operationId: listPrices
      tags: [Prices]
      summary: What every model costs
      description: |
        Public. In the order of `provider/model`. With a key, `markup` and `priceWithMarkup` are
        those of its organization. The answer has a strong `ETag`; sent back as `If-None-Match` it
        is answered with 304 while nothing has changed.
      x-scope: none
      security: [{}, {bearer: []}, {apiKeyHeader: []}]
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/PriceQuery'}
        - {$ref: '#/components/parameters/ProviderQuery'}
        - {$ref: '#/components/parameters/OperationQuery'}
        - {$ref: '#/components/parameters/ModalityQuery'}
        - {$ref: '#/components/parameters/IfNoneMatch'}
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/Prices'}
        '304': {$ref: '#/components/responses/NotModified'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/pricing/models/{id}:
    x-takes-rest: true
    parameters:
      - {$ref: '#/components/parameters/PricedModelInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    get:
      operationId: getPrices
      tags: [Prices]
      summary: What one model costs
      description: |
        Public. By name, alias or `provider/name`; slashes need not be encoded. `catalog` is the
        model as a price list in Florin's own format states it.
      x-scope: none
      security: [{}, {bearer: []}, {apiKeyHeader: []}]
      parameters:
        - {$ref: '#/components/parameters/ProviderQuery'}
        - {$ref: '#/components/parameters/IfNoneMatch'}
      responses:
        '200': {$ref: '#/components/responses/PricedModel'}
        '304': {$ref: '#/components/responses/NotModified'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '404': {$ref: '#/components/responses/PriceNotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/pricing/summary:
    get:
      operationId: getPricingSummary
      tags: [Prices]
      summary: What each kind of work costs, in ranges
      description: |
        Public. Computed from the price book in force, markup included; the exact price of a request
        is a quote.
      x-scope: none
      security: []
      responses:
        '200': {$ref: '#/components/responses/PricingSummary'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/quotes:
    post:
      operationId: createQuote
      tags: [Prices]
      summary: Price a usage, charging nothing
      description: |
        Itemised, so that anyone can recompute it: `quantity × rate = cost` for each line, the sum
        of the lines is `upstreamCost`, the markup in per cent goes on top, and `total` is rounded
        once, half-up, at the ninth decimal. A model without a price is 404 `price_not_found`, and a
        meter without a rate is an error, too: nothing is ever priced at 0 because its price is
        missing. With `at` and `priceBook`, as a charge or an earlier quote names them, a quote can
        be computed again, whatever prices have become.
      x-scope: [spend, meter]
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Quote'}
      responses:
        '200': {$ref: '#/components/responses/Quote'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/PriceNotFound'}
        default: {$ref: '#/components/responses/Error'}

  # ── Holds ──────────────────────────────────────────────────────────────────────────────────────
  /api/v1/holds:
    get:
      operationId: listHolds
      tags: [Holds]
      summary: Holds, newest first
      description: |
        With `idempotencyKey` it finds the hold that was made under that key: what a platform asks
        that lost the answer and does not want to repeat the request.
      x-scope: [read, meter]
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
        - {$ref: '#/components/parameters/HoldStatus'}
        - {$ref: '#/components/parameters/IdempotencyKeyQuery'}
      responses:
        '200': {$ref: '#/components/responses/Holds'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
    post:
      operationId: createHold
      tags: [Holds]
      summary: Set credits aside before work begins
      description: |
        Either `amount`, or a quote request (`model` and `usage`), which holds the quote's total.
        When available credits do not cover it, nothing is held and the 402 says what is missing.
        What is held cannot be spent by anybody else, and stays alive for this hold even when the
        grant it came from expires meanwhile.
      x-scope: meter
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Hold'}
      responses:
        '201': {$ref: '#/components/responses/HoldCreated'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '402': {$ref: '#/components/responses/InsufficientCredits'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/PriceNotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/holds/{id}:
    parameters:
      - {$ref: '#/components/parameters/HoldIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    get:
      operationId: getHold
      tags: [Holds]
      summary: One hold
      description: |
        From `expiresAt` on, `status` is `expired`, whether or not a job has been there. Of an id from
        a month whose usage is archived the 404 says so in `details`: `archivedBefore`, `archivedAt`.
      x-scope: [read, meter]
      responses:
        '200': {$ref: '#/components/responses/Hold'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/holds/{id}/extend:
    parameters:
      - {$ref: '#/components/parameters/HoldIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    post:
      operationId: extendHold
      tags: [Holds]
      summary: Hold more, or longer
      description: |
        `amount` is added to what is held; `expiresIn` counts from now. Atomic: both happen or
        neither does. A hold lives at most 24 hours from its creation.
      x-scope: meter
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Extension'}
      responses:
        '200': {$ref: '#/components/responses/HoldMoved'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '402': {$ref: '#/components/responses/InsufficientCredits'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/HoldNotOpen'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/holds/{id}/capture:
    parameters:
      - {$ref: '#/components/parameters/HoldIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    post:
      operationId: captureHold
      tags: [Holds]
      summary: Charge what the work did cost, and give the rest back
      description: |
        Either `amount`, or what was used (`model` and `usage`).

        - **Less than held**: the rest goes back to its grants.
        - **More than held**: the difference is taken from available credits. What those cannot
          cover is `uncollected`: on the charge, on the books, and collected first from the next
          credits that become available.
        - **Nothing** (`{"amount": 0}`): a release; the answer has the hold instead of a charge.
        - **After expiry**: charged from what is available, with `late: true`.

        A hold is captured once: a second capture is 409 `hold_not_open`, unless it is a replay of
        the first under its `Idempotency-Key`.
      x-scope: meter
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Capture'}
      responses:
        '201': {$ref: '#/components/responses/Captured'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/HoldNotOpen'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/holds/{id}/release:
    parameters:
      - {$ref: '#/components/parameters/HoldIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    post:
      operationId: releaseHold
      tags: [Holds]
      summary: Give everything back
      description: |
        Of a hold that is released or expired already: 200 and no effect. Of a captured one: 409
        `hold_not_open`.
      x-scope: meter
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Empty'}
      responses:
        '200': {$ref: '#/components/responses/HoldMoved'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/HoldNotOpen'}
        default: {$ref: '#/components/responses/Error'}

  # ── Charges ────────────────────────────────────────────────────────────────────────────────────
  /api/v1/charges:
    post:
      operationId: createCharge
      tags: [Charges]
      summary: Hold and capture in one step
      description: |
        Either `amount`, or what was used (`model` and `usage`). For work that is as good as done
        and whose price is known. Charged in full or refused with 402; nothing in between.
      x-scope: meter
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Charge'}
      responses:
        '201': {$ref: '#/components/responses/ChargeCreated'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '402': {$ref: '#/components/responses/InsufficientCredits'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/PriceNotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/charges/{id}:
    parameters:
      - {$ref: '#/components/parameters/ChargeIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    get:
      operationId: getCharge
      tags: [Charges]
      summary: A charge, explained
      description: |
        With the usage, the rates, the number of the price book, and the journal entries that it
        caused, so that anyone can recompute it from the quantity to the balance.

        An operator may archive usage of months long past. Of an id of such a month the 404 says so
        in `details`: `archivedBefore`, and `archivedAt`. Its lines in the statement and its entries
        in the journal stay.
      x-scope: [read, meter]
      responses:
        '200': {$ref: '#/components/responses/Charge'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/charges/{id}/refund:
    parameters:
      - {$ref: '#/components/parameters/ChargeIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    post:
      operationId: refundCharge
      tags: [Charges]
      summary: Give credits of a charge back
      description: |
        Without `amount`: all that can be refunded. Credits go back to the grants that they came
        from, last drawn first: paid credits, which are spent last, come back first. Credits whose
        grant has expired come back as a grant of the same kind that lives 24 hours. Only what was
        collected can be refunded; more is 409 `not_refundable`. So is a charge of a month that is
        archived, with `archivedBefore` and `archivedAt` in `details`.
      x-scope: meter
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Refund'}
      responses:
        '201': {$ref: '#/components/responses/RefundCreated'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/NotRefundable'}
        default: {$ref: '#/components/responses/Error'}

  # ── API keys ───────────────────────────────────────────────────────────────────────────────────
  /api/v1/api-keys:
    get:
      operationId: listKeys
      tags: [API keys]
      summary: The organization's keys, revoked ones too
      x-scope: admin
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/ApiKeys'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
    post:
      operationId: createKey
      tags: [API keys]
      summary: Make a key
      description: |
        `plainKey` is shown here and never again. No key makes a key with more than its own scopes
        (403); without `scopes` the new key gets those of its maker that are a customer's. A repeat
        under the same `Idempotency-Key` shows the same secret again, as long as it works.
      x-scope: admin
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/ApiKey'}
      responses:
        '201': {$ref: '#/components/responses/ApiKeyCreated'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/api-keys/{id}:
    parameters:
      - {$ref: '#/components/parameters/KeyIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    get:
      operationId: getKey
      tags: [API keys]
      summary: One key, without its secret
      x-scope: admin
      responses:
        '200': {$ref: '#/components/responses/ApiKey'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
    delete:
      operationId: revokeKey
      tags: [API keys]
      summary: Revoke a key for good
      description: Dead from the answer on. Revoking it again changes nothing. It stays in the list.
      x-scope: admin
      responses:
        '200': {$ref: '#/components/responses/ApiKeyRevoked'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/api-keys/{id}/rotate:
    parameters:
      - {$ref: '#/components/parameters/KeyIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    post:
      operationId: rotateKey
      tags: [API keys]
      summary: Give a key a new secret
      description: |
        Id, scopes and expiry stay. The old secret is dead at once, or works for `graceSeconds`
        more, so that a fleet can be changed over without an outage.
      x-scope: admin
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Rotation'}
      responses:
        '200': {$ref: '#/components/responses/ApiKeyCreated'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}

  # ── Operator ───────────────────────────────────────────────────────────────────────────────────
  /api/v1/admin/organizations:
    get:
      operationId: listOrganizations
      tags: [Operator]
      summary: Organizations, newest first
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/Organizations'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}
    post:
      operationId: createOrganization
      tags: [Operator]
      summary: Make an organization and its first key
      description: |
        The first key has the customer's scopes (`read`, `spend`, `billing`, `admin`); `scopes` adds
        others, as `meter` for the platform's own backend. `apiKey` is shown here and never again.
        A signup grant of 5 promotional credits is given only with `signupGrant: true`.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Organization'}
      responses:
        '201': {$ref: '#/components/responses/OrganizationCreated'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/organizations/{id}:
    parameters:
      - {$ref: '#/components/parameters/OrganizationIdInPath'}
    get:
      operationId: getOrganization
      tags: [Operator]
      summary: One organization and how it stands
      x-scope: operator
      responses:
        '200': {$ref: '#/components/responses/Organization'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/organizations/{id}/grants:
    parameters:
      - {$ref: '#/components/parameters/OrganizationIdInPath'}
    get:
      operationId: listGrants
      tags: [Operator]
      summary: An organization's grants, newest first
      description: Used up and expired ones too.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/Grants'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
    post:
      operationId: createGrant
      tags: [Operator]
      summary: Give an organization credits
      description: |
        The source says what kind of credits they are: `purchase`, `earnings`, `refund` and
        `contract` are paid; `signup`, `promotional` and `manual` are promotional, and `manual` is
        paid with `paid: true`. Promotional credits are spent before paid ones, and of each kind
        those that expire soonest. Debts of the organization are collected from the grant first.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Grant'}
      responses:
        '201': {$ref: '#/components/responses/GrantCreated'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/organizations/{id}/adjustments:
    parameters:
      - {$ref: '#/components/parameters/OrganizationIdInPath'}
    post:
      operationId: createAdjustment
      tags: [Operator]
      summary: Correct an organization's credits
      description: |
        A positive amount gives promotional credits that do not expire; a negative one takes credits
        in the order in which they are spent, and is refused with 402 when they are not there. The
        journal keeps what was there before: nothing is ever edited.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Adjustment'}
      responses:
        '201': {$ref: '#/components/responses/AdjustmentCreated'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '402': {$ref: '#/components/responses/InsufficientCredits'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/ledger/trial-balance:
    get:
      operationId: getTrialBalance
      tags: [Operator]
      summary: Every ledger account's balance, summed over organizations
      description: Debits equal credits, always; `balanced` says so.
      x-scope: operator
      responses:
        '200': {$ref: '#/components/responses/TrialBalance'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/ledger/verify:
    get:
      operationId: verifyLedger
      tags: [Operator]
      summary: Recompute the books
      description: |
        Recomputes every entry, hash, balance, grant, hold, charge and rollup, and names the first
        row that is not what the others say it must be. It reads all of history, so it takes its
        time; `florin ledger verify` does the same on the command line and shows progress.
      x-scope: operator
      responses:
        '200': {$ref: '#/components/responses/Verdict'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/ledger/entries:
    get:
      operationId: listEntries
      tags: [Operator]
      summary: An organization's journal, newest first
      description: |
        The rows themselves. Anybody can recompute the chain: `hash` is the SHA-256 of the 32 bytes
        of the hash before it (32 zero bytes before the first entry) followed by one line of UTF-8
        text,
        `organization|sequence|microseconds|type|debit|credit|amount|change|balanceAfter|reference`,
        with the time in microseconds since 1970, amounts in nanocredits, and an absent `change`
        empty.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/OrganizationIdQuery'}
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/Entries'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/jobs:
    get:
      operationId: listJobs
      tags: [Operator]
      summary: What time does by itself
      x-scope: operator
      responses:
        '200': {$ref: '#/components/responses/Jobs'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/jobs/{name}/run:
    parameters:
      - {$ref: '#/components/parameters/JobNameInPath'}
    post:
      operationId: runJob
      tags: [Operator]
      summary: Run a job now
      description: Running a job twice has one effect.
      x-scope: operator
      requestBody: {$ref: '#/components/requestBodies/JobRun'}
      responses:
        '200': {$ref: '#/components/responses/JobRun'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/refresh:
    post:
      operationId: refreshPrices
      tags: [Pricing]
      summary: Look at the price sources now
      description: |
        All configured sources, or one. What passes the checks goes live as a new book, the rest
        waits in quarantine; a source that fails costs only itself, and the book in force stays.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/PriceRefresh'}
      responses:
        '200': {$ref: '#/components/responses/PriceRefreshed'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/import:
    post:
      operationId: importPrices
      tags: [Pricing]
      summary: Take a price list by hand
      description: |
        Its content, as text or as a JSON object, or the URL where it is. It goes through the same
        checks as a refresh, under the name `source` (that of the format unless said), whose list
        before it replaces.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/PriceImport'}
      responses:
        '201': {$ref: '#/components/responses/PricesImported'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '409': {$ref: '#/components/responses/Conflict'}
        '502': {$ref: '#/components/responses/Error'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/runs:
    get:
      operationId: listPriceRuns
      tags: [Pricing]
      summary: Looks at price sources, newest first
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/PriceRuns'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/runs/{id}:
    parameters:
      - {$ref: '#/components/parameters/PriceRunIdInPath'}
    get:
      operationId: getPriceRun
      tags: [Pricing]
      summary: One look, with what the reader left out or interpreted
      x-scope: operator
      responses:
        '200': {$ref: '#/components/responses/PriceRun'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/sources:
    get:
      operationId: listPriceSources
      tags: [Pricing]
      summary: Where prices come from, and how the last looks went
      x-scope: operator
      responses:
        '200': {$ref: '#/components/responses/PriceSources'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/books:
    get:
      operationId: listPriceBooks
      tags: [Pricing]
      summary: Price books, newest first
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/PriceBooks'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/books/{number}:
    parameters:
      - {$ref: '#/components/parameters/PriceBookInPath'}
    get:
      operationId: getPriceBook
      tags: [Pricing]
      summary: One price book
      x-scope: operator
      responses:
        '200': {$ref: '#/components/responses/PriceBook'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/diff:
    get:
      operationId: diffPriceBooks
      tags: [Pricing]
      summary: What differs between two price books
      description: |
        In the order of `provider/model`. `from` 0 stands for the time before the first book.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/FromBook'}
        - {$ref: '#/components/parameters/ToBook'}
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/PriceDiff'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/preview:
    get:
      operationId: previewPrices
      tags: [Pricing]
      summary: What past usage would have come to under a book
      description: |
        The charges of the last days by usage, priced by the given book and today's markups:
        revenue, upstream cost and margin before and after, the models that move most first.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/BookQuery'}
        - {$ref: '#/components/parameters/DaysQuery'}
      responses:
        '200': {$ref: '#/components/responses/PricePreview'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/overrides:
    get:
      operationId: listPriceOverrides
      tags: [Pricing]
      summary: Overrides, newest first
      description: |
        Those that have ended, too.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/PriceOverrides'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}
    post:
      operationId: createPriceOverride
      tags: [Pricing]
      summary: Put prices of your own in place of the sources'
      description: |
        Meters that are named have these prices alone until `expiresAt`; the others keep theirs. A
        model that no source lists needs everything that it costs.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/PriceOverride'}
      responses:
        '201': {$ref: '#/components/responses/PriceOverrideCreated'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/overrides/{id}:
    parameters:
      - {$ref: '#/components/parameters/PriceOverrideIdInPath'}
    delete:
      operationId: revokePriceOverride
      tags: [Pricing]
      summary: Take an override back
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      responses:
        '200': {$ref: '#/components/responses/PriceOverrideChanged'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/quarantine:
    get:
      operationId: listQuarantine
      tags: [Pricing]
      summary: Prices that were held back, newest first
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/QuarantineStatus'}
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/QuarantinedPrices'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/quarantine/{id}:
    parameters:
      - {$ref: '#/components/parameters/QuarantineIdInPath'}
    get:
      operationId: getQuarantined
      tags: [Pricing]
      summary: One price that was held back, beside the one in force
      x-scope: operator
      responses:
        '200': {$ref: '#/components/responses/QuarantinedPrice'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/quarantine/{id}/approve:
    parameters:
      - {$ref: '#/components/parameters/QuarantineIdInPath'}
    post:
      operationId: approvePrice
      tags: [Pricing]
      summary: Let a price go live
      description: |
        409 when it was decided before, and when what the source states is no price (`proposal` is
        `none`): the message says what is wrong with it.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/PriceApproval'}
      responses:
        '200': {$ref: '#/components/responses/PriceDecided'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/quarantine/{id}/reject:
    parameters:
      - {$ref: '#/components/parameters/QuarantineIdInPath'}
    post:
      operationId: rejectPrice
      tags: [Pricing]
      summary: Turn a price down
      description: |
        It stays out, also when its source says the same again. What is no price is not listed again
        while its source repeats it.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/PriceRejection'}
      responses:
        '200': {$ref: '#/components/responses/PriceDecided'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/markups:
    get:
      operationId: listMarkups
      tags: [Pricing]
      summary: Markup rules, newest first
      description: |
        Those that were taken back, too. `standard` holds where no rule does.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/OrganizationQuery'}
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/Markups'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}
    post:
      operationId: createMarkup
      tags: [Pricing]
      summary: Set a markup
      description: |
        In per cent on top of upstream costs, for an organization, a provider, a model, an
        operation, or any of them together. A rule for an organization goes before one for a model,
        that before one for a provider, and that before one for an operation; of equals the later
        one holds.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Markup'}
      responses:
        '201': {$ref: '#/components/responses/MarkupCreated'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/pricing/markups/{id}:
    parameters:
      - {$ref: '#/components/parameters/MarkupIdInPath'}
    delete:
      operationId: revokeMarkup
      tags: [Pricing]
      summary: Take a markup back
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      responses:
        '200': {$ref: '#/components/responses/MarkupChanged'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/organizations/{id}/contract:
    parameters:
      - {$ref: '#/components/parameters/OrganizationIdInPath'}
    get:
      operationId: getContract
      tags: [Pricing]
      summary: An organization's own terms
      x-scope: operator
      responses:
        '200': {$ref: '#/components/responses/Contract'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        default: {$ref: '#/components/responses/Error'}
    put:
      operationId: putContract
      tags: [Pricing]
      summary: Set an organization's own terms
      description: |
        `markup` null ends its own markup; absent, it stays.
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Contract'}
      responses:
        '200': {$ref: '#/components/responses/Contract'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
    post:
      operationId: postContract
      tags: [Pricing]
      summary: Set an organization's own terms (the same as PUT)
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Contract'}
      responses:
        '200': {$ref: '#/components/responses/Contract'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
    patch:
      operationId: patchContract
      tags: [Pricing]
      summary: Set an organization's own terms (the same as PUT)
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/IdempotencyKey'}
      requestBody: {$ref: '#/components/requestBodies/Contract'}
      responses:
        '200': {$ref: '#/components/responses/Contract'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        '404': {$ref: '#/components/responses/NotFound'}
        '409': {$ref: '#/components/responses/Conflict'}
        default: {$ref: '#/components/responses/Error'}
  /api/v1/admin/audit:
    get:
      operationId: listAuditEvents
      tags: [Pricing]
      summary: What operators did, and what went wrong without them, newest first
      x-scope: operator
      parameters:
        - {$ref: '#/components/parameters/ActionQuery'}
        - {$ref: '#/components/parameters/Limit'}
        - {$ref: '#/components/parameters/Cursor'}
      responses:
        '200': {$ref: '#/components/responses/AuditEvents'}
        '400': {$ref: '#/components/responses/Invalid'}
        '401': {$ref: '#/components/responses/Unauthenticated'}
        '403': {$ref: '#/components/responses/Forbidden'}
        default: {$ref: '#/components/responses/Error'}

  # ── Gateway ────────────────────────────────────────────────────────────────────────────────────
  /v1/chat/completions:
    post:
      operationId: createChatCompletion
      tags: [Gateway]
      summary: A chat completion, streamed or not, metered
      description: |
        OpenAI's route. Fields that Florin does not read pass through to the upstream untouched.

        What it cost stands in the headers `X-Florin-Charge`, `X-Florin-Cost` and
        `X-Florin-Balance`; of a stream, in its last comment line. A client that hangs up pays for
        what was generated until then. Usage that the upstream did not report is counted here, and
        the charge says `estimated: true`.
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/GatewayIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/ChatCompletion'}
      responses:
        '200': {$ref: '#/components/responses/ChatCompletion'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/chat/completions:
    post:
      operationId: createChatCompletionUnderAPI
      tags: [Gateway]
      summary: A chat completion (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/GatewayIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/ChatCompletion'}
      responses:
        '200': {$ref: '#/components/responses/ChatCompletion'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/completions:
    post:
      operationId: createCompletion
      tags: [Gateway]
      summary: A completion of a prompt (OpenAI's older route), metered
      description: Only for models of an upstream; `florin/echo` is a chat model.
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/GatewayIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/Completion'}
      responses:
        '200': {$ref: '#/components/responses/ChatCompletion'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/completions:
    post:
      operationId: createCompletionUnderAPI
      tags: [Gateway]
      summary: A completion of a prompt (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/GatewayIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/Completion'}
      responses:
        '200': {$ref: '#/components/responses/ChatCompletion'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/responses:
    post:
      operationId: createResponse
      tags: [Gateway]
      summary: A response, streamed or not, metered
      description: |
        OpenAI's responses. What a stream costs stands in its last comment line. A stream that the credits
        no longer cover ends with `response.incomplete` and `max_output_tokens`. `background: true` is
        refused: such an answer comes when nobody is there to charge it.
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/GatewayIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/Response'}
      responses:
        '200': {$ref: '#/components/responses/Response'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/responses:
    post:
      operationId: createResponseUnderAPI
      tags: [Gateway]
      summary: A response (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/GatewayIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/Response'}
      responses:
        '200': {$ref: '#/components/responses/Response'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/messages:
    post:
      operationId: createMessage
      tags: [Gateway]
      summary: A message, streamed or not, metered
      description: |
        Anthropic's messages; `X-API-Key` is what their clients send. A stream that the credits no longer
        cover ends with `stop_reason: "max_tokens"`.
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/GatewayIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/Message'}
      responses:
        '200': {$ref: '#/components/responses/Message'}
        '400': {$ref: '#/components/responses/AnthropicError'}
        '402': {$ref: '#/components/responses/AnthropicInsufficientCredits'}
        '404': {$ref: '#/components/responses/AnthropicError'}
        default: {$ref: '#/components/responses/AnthropicError'}
  /api/v1/messages:
    post:
      operationId: createMessageUnderAPI
      tags: [Gateway]
      summary: A message (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/GatewayIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/Message'}
      responses:
        '200': {$ref: '#/components/responses/Message'}
        '400': {$ref: '#/components/responses/AnthropicError'}
        '402': {$ref: '#/components/responses/AnthropicInsufficientCredits'}
        '404': {$ref: '#/components/responses/AnthropicError'}
        default: {$ref: '#/components/responses/AnthropicError'}
  /v1/messages/count_tokens:
    post:
      operationId: countMessageTokens
      tags: [Gateway]
      summary: The tokens of a message, free of charge
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Message'}
      responses:
        '200': {$ref: '#/components/responses/MessageTokenCount'}
        '400': {$ref: '#/components/responses/AnthropicError'}
        '402': {$ref: '#/components/responses/AnthropicInsufficientCredits'}
        '404': {$ref: '#/components/responses/AnthropicError'}
        default: {$ref: '#/components/responses/AnthropicError'}
  /api/v1/messages/count_tokens:
    post:
      operationId: countMessageTokensUnderAPI
      tags: [Gateway]
      summary: The tokens of a message (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Message'}
      responses:
        '200': {$ref: '#/components/responses/MessageTokenCount'}
        '400': {$ref: '#/components/responses/AnthropicError'}
        '402': {$ref: '#/components/responses/AnthropicInsufficientCredits'}
        '404': {$ref: '#/components/responses/AnthropicError'}
        default: {$ref: '#/components/responses/AnthropicError'}
  /v1/embeddings:
    post:
      operationId: createEmbedding
      tags: [Gateway]
      summary: Embeddings, metered
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/GatewayIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/Embeddings'}
      responses:
        '200': {$ref: '#/components/responses/Embeddings'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/embeddings:
    post:
      operationId: createEmbeddingUnderAPI
      tags: [Gateway]
      summary: Embeddings (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/GatewayIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/Embeddings'}
      responses:
        '200': {$ref: '#/components/responses/Embeddings'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/moderations:
    post:
      operationId: createModeration
      tags: [Gateway]
      summary: Moderation, metered
      description: |
        Without `model` it is `omni-moderation-latest`.
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Moderation'}
      responses:
        '200': {$ref: '#/components/responses/Moderation'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/moderations:
    post:
      operationId: createModerationUnderAPI
      tags: [Gateway]
      summary: Moderation, metered (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Moderation'}
      responses:
        '200': {$ref: '#/components/responses/Moderation'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/rerank:
    post:
      operationId: createRerank
      tags: [Gateway]
      summary: Documents in the order of their relevance, metered
      description: |
        In the shape of Cohere, Jina or Voyage. Charged by what the provider says it bills (`meta.billed_units` or
        `usage`), else one search for every hundred documents.
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Rerank'}
      responses:
        '200': {$ref: '#/components/responses/Rerank'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/rerank:
    post:
      operationId: createRerankUnderAPI
      tags: [Gateway]
      summary: Documents in the order of their relevance, metered (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Rerank'}
      responses:
        '200': {$ref: '#/components/responses/Rerank'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/images/generations:
    post:
      operationId: createImage
      tags: [Gateway]
      summary: Pictures, metered
      description: |
        Held for at its full price: by picture, size and quality, or by the tokens that they take. A size or a
        quality that is left to the model is held for at the dearest one, and charged as the answer says.
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Image'}
      responses:
        '200': {$ref: '#/components/responses/Images'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/images/generations:
    post:
      operationId: createImageUnderAPI
      tags: [Gateway]
      summary: Pictures, metered (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Image'}
      responses:
        '200': {$ref: '#/components/responses/Images'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/audio/speech:
    post:
      operationId: createSpeech
      tags: [Gateway]
      summary: Speech, metered
      description: |
        The sound is passed on as it comes. Its characters are charged however it ends: the provider has read
        them all. What is priced by tokens or seconds is charged as far as it came, estimated unless the
        provider reports it (`stream_format: sse`).
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Speech'}
      responses:
        '200': {$ref: '#/components/responses/Speech'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/audio/speech:
    post:
      operationId: createSpeechUnderAPI
      tags: [Gateway]
      summary: Speech, metered (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Speech'}
      responses:
        '200': {$ref: '#/components/responses/Speech'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/images/edits:
    post:
      operationId: createImageEdit
      tags: [Gateway]
      summary: Pictures made of pictures, metered
      description: |
        A form with files, of up to 100 MB, or JSON that says where the pictures lie.
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/ImageEdit'}
      responses:
        '200': {$ref: '#/components/responses/Images'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/images/edits:
    post:
      operationId: createImageEditUnderAPI
      tags: [Gateway]
      summary: Pictures made of pictures, metered (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/ImageEdit'}
      responses:
        '200': {$ref: '#/components/responses/Images'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/images/variations:
    post:
      operationId: createImageVariation
      tags: [Gateway]
      summary: Variations of a picture, metered
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/ImageVariation'}
      responses:
        '200': {$ref: '#/components/responses/Images'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/images/variations:
    post:
      operationId: createImageVariationUnderAPI
      tags: [Gateway]
      summary: Variations of a picture, metered (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/ImageVariation'}
      responses:
        '200': {$ref: '#/components/responses/Images'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/audio/transcriptions:
    post:
      operationId: createTranscription
      tags: [Gateway]
      summary: Text of a recording, metered
      description: |
        Charged by what the provider reports (seconds or tokens), else by the length of the recording: exact for
        WAV, MP3, FLAC, Ogg, MP4 and WebM that state it, else estimated from its bytes.
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Transcription'}
      responses:
        '200': {$ref: '#/components/responses/Transcription'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/audio/transcriptions:
    post:
      operationId: createTranscriptionUnderAPI
      tags: [Gateway]
      summary: Text of a recording, metered (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Transcription'}
      responses:
        '200': {$ref: '#/components/responses/Transcription'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/audio/translations:
    post:
      operationId: createTranslation
      tags: [Gateway]
      summary: English text of a recording, metered
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Transcription'}
      responses:
        '200': {$ref: '#/components/responses/Transcription'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/audio/translations:
    post:
      operationId: createTranslationUnderAPI
      tags: [Gateway]
      summary: English text of a recording, metered (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      requestBody: {$ref: '#/components/requestBodies/Transcription'}
      responses:
        '200': {$ref: '#/components/responses/Transcription'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/videos:
    post:
      operationId: createVideo
      tags: [Gateway]
      summary: Begin a video
      description: |
        Holds the price of the whole video, and answers with a job that outlives this request. The job is
        charged once, when it is made, for the seconds and the size that came; one that fails costs nothing.
        Whether anybody asks again does not matter. Model, `prompt`, `seconds` (4) and `size` (720x1280) are
        read; everything else is the model's.

        A client that hangs up finds its job in the list. When the provider's answer is lost, nobody knows
        whether there is a job: that is a 502, and costs nothing.
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/VideoIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/Video'}
      responses:
        '200': {$ref: '#/components/responses/NewVideo'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        '409': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
    get:
      operationId: listVideos
      tags: [Gateway]
      summary: The jobs of the organization
      description: |
        As they were seen last: a job that runs is looked at once a minute or more often.
      x-scope: [read, spend]
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/After'}
        - {$ref: '#/components/parameters/VideoLimit'}
        - {$ref: '#/components/parameters/Order'}
      responses:
        '200': {$ref: '#/components/responses/Videos'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/videos/{id}:
    parameters:
      - {$ref: '#/components/parameters/VideoIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    get:
      operationId: getVideo
      tags: [Gateway]
      summary: A job
      description: |
        As the provider has it now; as it was seen last when the provider does not answer. Of a job that
        is charged the headers say what it cost.
      x-scope: [read, spend]
      responses:
        '200': {$ref: '#/components/responses/Video'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
    delete:
      operationId: deleteVideo
      tags: [Gateway]
      summary: Forget a job that is over
      description: |
        Here and at the provider. Its charge stays. 409 `conflict` while it is being made.
      x-scope: spend
      responses:
        '200': {$ref: '#/components/responses/VideoDeleted'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        '409': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/videos/{id}/content:
    parameters:
      - {$ref: '#/components/parameters/VideoIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    get:
      operationId: getVideoContent
      tags: [Gateway]
      summary: The video itself
      description: |
        Streams through from the provider, which gets `Range` and the whole query. 404 until it is made.
      x-scope: [read, spend]
      parameters:
        - {$ref: '#/components/parameters/Variant'}
      responses:
        '200': {$ref: '#/components/responses/VideoContent'}
        '206': {$ref: '#/components/responses/VideoContent'}
        '416': {$ref: '#/components/responses/VideoContent'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/videos:
    post:
      operationId: createVideoUnderAPI
      tags: [Gateway]
      summary: Begin a video (the same under `/api`)
      x-scope: spend
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/VideoIdempotencyKey'}
        - {$ref: '#/components/parameters/XAgentId'}
        - {$ref: '#/components/parameters/XAppId'}
      requestBody: {$ref: '#/components/requestBodies/Video'}
      responses:
        '200': {$ref: '#/components/responses/NewVideo'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '402': {$ref: '#/components/responses/OpenAIInsufficientCredits'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        '409': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
    get:
      operationId: listVideosUnderAPI
      tags: [Gateway]
      summary: The jobs of the organization (the same under `/api`)
      x-scope: [read, spend]
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
        - {$ref: '#/components/parameters/After'}
        - {$ref: '#/components/parameters/VideoLimit'}
        - {$ref: '#/components/parameters/Order'}
      responses:
        '200': {$ref: '#/components/responses/Videos'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/videos/{id}:
    parameters:
      - {$ref: '#/components/parameters/VideoIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    get:
      operationId: getVideoUnderAPI
      tags: [Gateway]
      summary: A job (the same under `/api`)
      x-scope: [read, spend]
      responses:
        '200': {$ref: '#/components/responses/Video'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
    delete:
      operationId: deleteVideoUnderAPI
      tags: [Gateway]
      summary: Forget a job that is over (the same under `/api`)
      x-scope: spend
      responses:
        '200': {$ref: '#/components/responses/VideoDeleted'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        '409': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/videos/{id}/content:
    parameters:
      - {$ref: '#/components/parameters/VideoIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    get:
      operationId: getVideoContentUnderAPI
      tags: [Gateway]
      summary: The video itself (the same under `/api`)
      x-scope: [read, spend]
      parameters:
        - {$ref: '#/components/parameters/Variant'}
      responses:
        '200': {$ref: '#/components/responses/VideoContent'}
        '206': {$ref: '#/components/responses/VideoContent'}
        '416': {$ref: '#/components/responses/VideoContent'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/models:
    get:
      operationId: listModels
      tags: [Gateway]
      summary: The models that can be called and have a price
      description: Looking costs nothing.
      x-scope: [read, spend]
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      responses:
        '200': {$ref: '#/components/responses/Models'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/models:
    get:
      operationId: listModelsUnderAPI
      tags: [Gateway]
      summary: The models (the same under `/api`)
      x-scope: [read, spend]
      parameters:
        - {$ref: '#/components/parameters/XOrganizationId'}
      responses:
        '200': {$ref: '#/components/responses/Models'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /v1/models/{id}:
    x-takes-rest: true
    parameters:
      - {$ref: '#/components/parameters/ModelIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    get:
      operationId: getModel
      tags: [Gateway]
      summary: One model
      x-scope: [read, spend]
      responses:
        '200': {$ref: '#/components/responses/Model'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}
  /api/v1/models/{id}:
    x-takes-rest: true
    parameters:
      - {$ref: '#/components/parameters/ModelIdInPath'}
      - {$ref: '#/components/parameters/XOrganizationId'}
    get:
      operationId: getModelUnderAPI
      tags: [Gateway]
      summary: One model (the same under `/api`)
      x-scope: [read, spend]
      responses:
        '200': {$ref: '#/components/responses/Model'}
        '400': {$ref: '#/components/responses/OpenAIError'}
        '404': {$ref: '#/components/responses/OpenAIError'}
        default: {$ref: '#/components/responses/OpenAIError'}

components:
  securitySchemes:
    bearer:
      type: http
      scheme: bearer
      description: 'An API key: `Authorization: Bearer flr_…`.'
    apiKeyHeader:
      type: apiKey
      in: header
      name: X-API-Key
      description: The same key, for clients that keep `Authorization` for something else.

  # ── Headers ─────────────────────────────────────────────────────────────────────────────────────
  headers:
    ETag:
      description: A strong mark of this answer.
      schema: {type: string}
    X-Request-Id:
      description: |
        Names the request in the server's log: the one that the client sent (1–128 characters of
        letters, digits and `-_.:/+=@`), or one of ours.
      required: true
      schema: {type: string, minLength: 1, maxLength: 128}
      example: req_06eyak9n5pq2r4s6t8v0w2x4y6
    Idempotency-Replayed:
      description: '`true` when this is the answer to an earlier request with the same key.'
      schema: {type: string, const: 'true'}
    X-Florin-Charge:
      description: The charge that this response was paid with.
      schema: {$ref: '#/components/schemas/ChargeId'}
    X-Florin-Cost:
      description: What it cost, in credits.
      schema: {$ref: '#/components/schemas/AmountText'}
    X-Florin-Balance:
      description: What can be spent now, in credits; also current on a replay.
      schema: {$ref: '#/components/schemas/AmountText'}
    Retry-After:
      description: Seconds after which the same request may succeed.
      schema: {type: integer, minimum: 0}
      example: 1
    RateLimit-Limit:
      description: Requests that the key may make in a minute.
      schema: {type: integer, minimum: 1}
      example: 600
    RateLimit-Remaining:
      description: Requests that would be let through at once.
      schema: {type: integer, minimum: 0}
      example: 599
    RateLimit-Reset:
      description: Seconds until all of them are there again.
      schema: {type: integer, minimum: 0}
      example: 1
    WWW-Authenticate:
      description: Which credentials are wanted; with `error="invalid_token"` when the key is wrong.
      schema: {type: string}
      example: Bearer realm="florin"

  # ── Parameters ──────────────────────────────────────────────────────────────────────────────────
  parameters:
    XOrganizationId:
      name: X-Organization-Id
      in: header
      description: For which organization an operator's key acts; other keys need not say.
      schema: {$ref: '#/components/schemas/OrganizationId'}
    IdempotencyKey:
      name: Idempotency-Key
      in: header
      description: |
        Makes the request repeatable: one effect, and the same answer, however often it is sent.
        A UUID, or the id of the work in your own system.
      schema: {type: string, minLength: 1, maxLength: 255, pattern: '^[ -~]{1,255}$'}
      example: order-1841-capture
    XAgentId:
      name: X-Agent-Id
      in: header
      description: |
        Whose spending the call is; stands on its charge. 403 for a key that is bound to another.
      schema: {$ref: '#/components/schemas/AgentId'}
    XAppId:
      name: X-App-Id
      in: header
      description: |
        Through which app; stands on the charge. 403 for a key that is bound to another.
      schema: {$ref: '#/components/schemas/AppId'}
    GatewayIdempotencyKey:
      name: Idempotency-Key
      in: header
      description: |
        Makes the call repeatable: it reaches the upstream once and is charged once. A repeat gets
        the same status and body for 24 hours, with `Idempotency-Replayed: true` and the first
        call's `X-Florin-Charge` and `X-Florin-Cost`. What cannot be told again is 409 `conflict`
        with `details.charge`: a stream, an answer above 1 MiB, one that is older than that.
      schema: {type: string, minLength: 1, maxLength: 255, pattern: '^[ -~]{1,255}$'}
      example: chat-1841-turn-7
    VideoIdempotencyKey:
      name: Idempotency-Key
      in: header
      description: |
        Makes the request repeatable: one job, and the same answer with `Idempotency-Replayed: true`.
        409 `conflict` with `details.job` when there is no answer to tell: whether the provider has the
        job is not known, or it was deleted.
      schema: {type: string, minLength: 1, maxLength: 255, pattern: '^[ -~]{1,255}$'}
      example: video-1841
    VideoIdInPath:
      name: id
      in: path
      required: true
      schema: {$ref: '#/components/schemas/VideoId'}
    After:
      name: after
      in: query
      description: The job with which the page before ended.
      schema: {$ref: '#/components/schemas/VideoId'}
    VideoLimit:
      name: limit
      in: query
      description: How many at most.
      schema: {type: integer, minimum: 1, maximum: 100, default: 20}
    Order:
      name: order
      in: query
      description: By when they began.
      schema: {type: string, enum: [asc, desc], default: desc}
    Variant:
      name: variant
      in: query
      description: What the provider has besides the video.
      schema: {type: string}
      example: thumbnail
    Limit:
      name: limit
      in: query
      description: How many at most.
      schema: {type: integer, minimum: 1, maximum: 200, default: 50}
    Cursor:
      name: cursor
      in: query
      description: Where to go on, as `nextCursor` of the page before says.
      schema: {type: string, minLength: 1, maxLength: 512, pattern: '^[A-Za-z0-9_-]+$'}
    Hours:
      name: hours
      in: query
      description: Only the last so many hours; all of history without it.
      schema: {type: integer, minimum: 1, maximum: 876000}
      example: 24
    TransactionType:
      name: type
      in: query
      description: Only rows of this type.
      schema: {$ref: '#/components/schemas/TransactionType'}
    AgentId:
      name: agentId
      in: query
      description: Only what this agent spent.
      schema: {$ref: '#/components/schemas/AgentId'}
    AppId:
      name: appId
      in: query
      description: Only what was spent through this app.
      schema: {$ref: '#/components/schemas/AppId'}
    HoldStatus:
      name: status
      in: query
      description: Only holds in this state.
      schema: {$ref: '#/components/schemas/HoldStatus'}
    IdempotencyKeyQuery:
      name: idempotencyKey
      in: query
      description: Only the hold that was made under this key.
      schema: {type: string, minLength: 1, maxLength: 255, pattern: '^[ -~]{1,255}$'}
    OrganizationIdQuery:
      name: organizationId
      in: query
      required: true
      description: Whose journal.
      schema: {$ref: '#/components/schemas/OrganizationId'}
    HoldIdInPath:
      name: id
      in: path
      required: true
      schema: {$ref: '#/components/schemas/HoldId'}
    ChargeIdInPath:
      name: id
      in: path
      required: true
      schema: {$ref: '#/components/schemas/ChargeId'}
    KeyIdInPath:
      name: id
      in: path
      required: true
      schema: {$ref: '#/components/schemas/KeyId'}
    OrganizationIdInPath:
      name: id
      in: path
      required: true
      schema: {$ref: '#/components/schemas/OrganizationId'}
    JobNameInPath:
      name: name
      in: path
      required: true
      schema: {$ref: '#/components/schemas/JobName'}
    ModelIdInPath:
      name: id
      in: path
      required: true
      description: The model's name; its slashes need not be encoded.
      schema: {type: string, minLength: 1, maxLength: 200}
      example: gpt-4o-mini
    PricedModelInPath:
      name: id
      in: path
      required: true
      description: A model's name, alias, or `provider/name`.
      schema: {type: string, minLength: 1, maxLength: 400}
      example: gpt-4o-mini
    PriceQuery:
      name: q
      in: query
      description: A part of the model's name, of an alias, or of its provider's name.
      schema: {type: string, minLength: 1, maxLength: 200}
    ProviderQuery:
      name: provider
      in: query
      description: Who serves it, by any name that it goes by (`gemini`, `vertex_ai`, `bedrock`).
      schema: {type: string, minLength: 1, maxLength: 200}
    OperationQuery:
      name: operation
      in: query
      schema: {type: string, minLength: 1, maxLength: 200}
      example: chat
    ModalityQuery:
      name: modality
      in: query
      schema: {type: string, enum: [text, image, video, audio, document, platform]}
    IfNoneMatch:
      name: If-None-Match
      in: header
      description: The `ETag` of an earlier answer.
      schema: {type: string}
    FromBook:
      name: from
      in: query
      required: true
      schema: {type: integer, minimum: 0}
    ToBook:
      name: to
      in: query
      required: true
      schema: {type: integer, minimum: 1}
    BookQuery:
      name: book
      in: query
      description: The number of a price book; the newest unless said, in force or not.
      schema: {type: integer, minimum: 1}
    DaysQuery:
      name: days
      in: query
      schema: {type: integer, minimum: 1, maximum: 366, default: 30}
    QuarantineStatus:
      name: status
      in: query
      schema: {type: string, enum: [pending, approved, rejected, superseded]}
    OrganizationQuery:
      name: organizationId
      in: query
      schema: {$ref: '#/components/schemas/OrganizationId'}
    ActionQuery:
      name: action
      in: query
      description: Only events whose action begins with it.
      schema: {type: string, minLength: 1, maxLength: 200}
      example: pricing.
    PriceRunIdInPath:
      name: id
      in: path
      required: true
      schema: {type: string, pattern: '^prun_'}
    PriceOverrideIdInPath:
      name: id
      in: path
      required: true
      schema: {type: string, pattern: '^ovr_'}
    QuarantineIdInPath:
      name: id
      in: path
      required: true
      schema: {type: string, pattern: '^quar_'}
    MarkupIdInPath:
      name: id
      in: path
      required: true
      schema: {type: string, pattern: '^mkp_'}
    PriceBookInPath:
      name: number
      in: path
      required: true
      schema: {type: integer, minimum: 1}

  # ── Request bodies ──────────────────────────────────────────────────────────────────────────────
  requestBodies:
    Quote:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/QuoteRequest'}
          examples:
            chat:
              value: {model: gpt-4o-mini, usage: {input_tokens: 1000, output_tokens: 200}}
            cached:
              summary: Cached tokens are among the input tokens
              value:
                model: gpt-4o-mini
                usage: {input_tokens: 1000, cached_input_tokens: 600, output_tokens: 10}
            azure:
              summary: The same model from another provider
              value: {model: gpt-4o-mini, provider: azure, usage: {input_tokens: 1000}}
    Hold:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/HoldRequest'}
          examples:
            amount:
              value:
                amount: 4.5
                expiresIn: 600
                description: A film of eight seconds
                metadata: {take: 2}
            quote:
              summary: Hold what this usage would cost
              value: {model: gpt-4o-mini, usage: {input_tokens: 1000, output_tokens: 4096}}
    Extension:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ExtensionRequest'}
          examples:
            more:
              value: {amount: '0.25', expiresIn: 900}
    Capture:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/CaptureRequest'}
          examples:
            amount:
              value: {amount: 1.25}
            usage:
              value: {model: gpt-4o-mini, usage: {input_tokens: 1000, output_tokens: 200}}
            nothing:
              summary: The work failed and costs nothing
              value: {amount: 0}
    Charge:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ChargeRequest'}
          examples:
            amount:
              value: {amount: '2.5', description: A poster, metadata: {order: A-1841}}
            usage:
              value: {model: gpt-4o-mini, usage: {input_tokens: 1000, output_tokens: 200}}
    Refund:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/RefundRequest'}
          examples:
            all:
              value: {reason: The answer was cut off}
            part:
              value: {amount: 1.1, reason: Half of the pictures were black}
    ApiKey:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ApiKeyRequest'}
          examples:
            backend:
              value:
                name: Nightly report
                scopes: [read]
                expiresAt: '2027-01-31T00:00:00.000Z'
    Rotation:
      required: false
      content:
        application/json:
          schema: {$ref: '#/components/schemas/RotationRequest'}
          examples:
            gently:
              value: {graceSeconds: 3600}
    Organization:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/OrganizationRequest'}
          examples:
            customer:
              value: {name: Acme, email: billing@acme.example, signupGrant: true}
            platform:
              summary: With a key for the platform's own backend
              value: {name: Acme, scopes: [meter]}
    Grant:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/GrantRequest'}
          examples:
            purchase:
              value: {amount: 100, source: purchase, reason: Invoice 2026-0117}
            promotional:
              value:
                amount: 5
                source: promotional
                expiresAt: '2027-01-31T00:00:00.000Z'
                reason: Launch week
    Adjustment:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/AdjustmentRequest'}
          examples:
            take:
              value: {amount: -2.5, reason: Granted twice by hand on 3 November}
    PriceRefresh:
      required: false
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceRefreshRequest'}
          examples:
            all:
              value: {}
            one:
              value: {source: litellm}
    PriceImport:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceImportRequest'}
          examples:
            url:
              value: {format: litellm, url: 'https://example.com/prices.json'}
            content:
              value:
                format: florin
                source: florin-fal
                content: {format: florin.catalog/1, source: a page, models: []}
    PriceOverride:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceOverrideRequest'}
          examples:
            cheaper:
              value:
                provider: openai
                model: gpt-4o
                prices: [{per: 1000000, input_tokens: 2, output_tokens: 8}]
                reason: Our own contract with the vendor
                expiresAt: '2027-01-01T00:00:00.000Z'
    PriceApproval:
      required: false
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceApprovalRequest'}
          examples:
            announced:
              value: {note: Announced by the vendor}
    PriceRejection:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceRejectionRequest'}
          examples:
            misplaced:
              value: {note: A misplaced decimal point}
    Markup:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/MarkupRequest'}
          examples:
            images:
              value: {markup: 35, operation: image, reason: Storage of pictures}
    Contract:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ContractRequest'}
          examples:
            own:
              value: {markup: 12.5, reason: Contract 2026-17}
            ended:
              value: {markup: null}
            tier:
              value: {tier: gold, reason: Contract 2026-17}
    JobRun:
      required: false
      content:
        application/json:
          schema: {$ref: '#/components/schemas/JobRunRequest'}
          examples:
            now:
              value: {}
    Empty:
      required: false
      description: Nothing is read from it.
      content:
        application/json:
          schema: {type: object}
          examples:
            nothing:
              value: {}
    ChatCompletion:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ChatCompletionRequest'}
          examples:
            echo:
              summary: The built-in model; works without an upstream
              value:
                model: florin/echo
                stream: true
                messages: [{role: user, content: Hello.}]
    Completion:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/CompletionRequest'}
          examples:
            prompt:
              value: {model: gpt-3.5-turbo, prompt: Once upon a time, max_tokens: 16}
    Response:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ResponseRequest'}
          examples:
            echo:
              value: {model: florin/echo, input: Hello.}
    Message:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/MessageRequest'}
          examples:
            echo:
              value:
                model: florin/echo
                max_tokens: 100
                messages: [{role: user, content: Hello.}]
    Embeddings:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/EmbeddingsRequest'}
          examples:
            echo:
              value: {model: florin/echo-embedding, input: [one text, and another]}
    Moderation:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ModerationRequest'}
          examples:
            text:
              value: {model: omni-moderation-latest, input: A friendly word.}
    Rerank:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/RerankRequest'}
          examples:
            two:
              value: {model: rerank-v3.5, query: Who pays, documents: [The caller pays., The sun shines.]}
    Image:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ImageRequest'}
          examples:
            picture:
              value: {model: gpt-image-1, prompt: A coin with a lily., size: 1024x1024, quality: low}
    Speech:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/SpeechRequest'}
          examples:
            words:
              value: {model: tts-1, input: Good morning., voice: alloy}
    Video:
      required: true
      content:
        application/json:
          schema: {$ref: '#/components/schemas/VideoRequest'}
          examples:
            short:
              value: {model: florin/echo-video, prompt: A coin that turns, seconds: '4', size: 1280x720}
        multipart/form-data:
          schema: {$ref: '#/components/schemas/VideoRequest'}
    ImageEdit:
      required: true
      content:
        multipart/form-data:
          schema: {$ref: '#/components/schemas/ImageForm'}
        application/json:
          schema: {type: object, required: [model, prompt, images]}
    ImageVariation:
      required: true
      content:
        multipart/form-data:
          schema: {$ref: '#/components/schemas/ImageForm'}
    Transcription:
      required: true
      content:
        multipart/form-data:
          schema:
            type: object
            required: [model, file]
            properties:
              model: {$ref: '#/components/schemas/ModelName'}
              file: {type: string, contentMediaType: application/octet-stream}
              prompt: {type: string}
              response_format: {type: string}
              stream: {type: boolean}

  # ── Responses ───────────────────────────────────────────────────────────────────────────────────
  responses:
    Health:
      description: The process runs.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Health'}
          example: {status: ok, timestamp: '2026-11-22T20:27:04.512Z', version: 0.1.0}
    Readiness:
      description: The database answers and is migrated.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Readiness'}
          example:
            status: ready
            checks:
              draining: false
              database: reachable
              pendingMigrations: 0
              waitingOrders: 0
              pricing:
                book: 12
                models: 4210
                checkedAt: '2026-11-22T20:27:04.512Z'
                isStale: false
                quarantined: 2
                failedSources: []
              archive:
                before: '2026-08-01T00:00:00.000Z'
                state: finished
                charges: 1204331
                holds: 1240019
                hasFailed: false
    NotReady:
      description: The database does not answer or is not migrated, or the server is about to stop.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Readiness'}
    Metrics:
      description: Prometheus text.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        text/plain:
          schema: {type: string}
    OpenapiYaml:
      description: This document.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/yaml: {}
    OpenapiJson:
      description: This document.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema:
            type: object
            required: [openapi, info, paths]
            properties:
              openapi: {type: string, pattern: '^3\.1\.'}
              info: {type: object}
              paths: {type: object}
    Balance:
      description: What can be spent now.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/BalanceAnswer'}
          example: {balance: 4523.5}
    Summary:
      description: How the organization stands.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Summary'}
          example:
            success: true
            balance: 4523.5
            pending: 4.5
            uncollected: 0
            usage: {today: 45.2, thisMonth: 1250}
            organization:
              id: org_06eyak9n5pq2r4s6t8v0w2x4y6
              name: Acme
              creditBalance: 4523.5
              autoTopUpEnabled: false
              autoTopUpThreshold: null
              autoTopUpAmount: null
              hasPaymentMethod: false
            agents: []
            agentsSummary:
              total: 0
              withBudget: 0
              paused: 0
              totalAllocated: 0
              totalSpent: 0
              totalAvailable: 0
            apps: []
            earnings:
              availableBalance: 0
              totalEarned: 0
              totalRedeemed: 0
              totalPending: 0
              breakdown: {miniapps: 0, agents: 0, mcps: 0}
            recentTransactions:
              - id: txn_06eyak9n5pq2r4s6t8v0w2x4y6
                type: usage
                amount: -0.05
                description: gpt-4o-mini
                createdAt: '2026-11-22T20:27:04.512Z'
            grants:
              - id: grant_06eyak9n5pq2r4s6t8v0w2x4y6
                source: signup
                remaining: 5
                expiresAt: '2027-01-31T00:00:00.000Z'
            runway: {dailyBurn: 41.6, days: 108}
            pricing: {creditsPerDollar: 1, minimumTopUp: 1, x402Enabled: false}
    Transactions:
      description: A page of the statement.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/TransactionsAnswer'}
          example:
            transactions:
              - id: txn_06eyak9n5pq2r4s6t8v0w2x4y6
                organization_id: org_06eyak9n5pq2r4s6t8v0w2x4y6
                type: usage
                amount: -0.000324
                description: Usage
                metadata: null
                stripe_payment_intent_id: null
                created_at: '2026-11-22T20:27:04.512Z'
                balance_after: 99.999676
                charge_id: chg_06eyak9n5pq2r4s6t8v0w2x4y6
                hold_id: hold_06eyak9n5pq2r4s6t8v0w2x4y6
                grant_id: null
                reference: chg_06eyak9n5pq2r4s6t8v0w2x4y6
                agent_id: null
                app_id: null
                sequence: 2
            total: 1
            period: {start: '2026-11-22T20:27:04.512Z', end: '2026-11-22T20:30:00.000Z'}
            nextCursor: null
    PricingSummary:
      description: Ranges over the models of each kind.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PricingSummary'}
    Quote:
      description: The price.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Quote'}
          example:
            provider: openai
            model: gpt-4o-mini
            lines:
              - meter: input_tokens
                quantity: 1000
                unit: token
                rate: 0.00000015
                price: 0.15
                per: 1000000
                cost: 0.00015
              - meter: output_tokens
                quantity: 200
                unit: token
                rate: 0.0000006
                price: 0.6
                per: 1000000
                cost: 0.00012
            upstreamCost: 0.00027
            markup: 20
            total: 0.000324
            priceBook: 1
            pricedAt: '2026-11-22T20:27:04.512Z'
            arithmetic: (1000 × 0.15 / 1000000 + 200 × 0.6 / 1000000) × 1.2 = 0.000324
            usage: {input_tokens: 1000, output_tokens: 200}
    Holds:
      description: A page of holds.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/HoldsAnswer'}
    Hold:
      description: The hold.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/HoldAnswer'}
    HoldCreated:
      description: Held.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/HoldAnswer'}
          example:
            hold:
              id: hold_06eyak9n5pq2r4s6t8v0w2x4y6
              amount: 4.5
              captured: 0
              status: open
              expiresAt: '2026-11-22T20:37:04.512Z'
              createdAt: '2026-11-22T20:27:04.512Z'
              description: A film of eight seconds
              metadata: {take: 2}
              keyId: key_06eyak9n5pq2r4s6t8v0w2x4y6
              agentId: null
              appId: null
            balance: 5.5
            pending: 4.5
    HoldMoved:
      description: The hold as it is now.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/HoldAnswer'}
    ChargeCreated:
      description: Charged.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ChargeAnswer'}
    Captured:
      description: Charged; of a capture of nothing, the hold, released.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema:
            oneOf:
              - {$ref: '#/components/schemas/ChargeAnswer'}
              - {$ref: '#/components/schemas/HoldAnswer'}
    Charge:
      description: The charge and its journal entries.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema:
            type: object
            required: [charge]
            properties:
              charge:
                allOf:
                  - {$ref: '#/components/schemas/Charge'}
                  - type: object
                    required: [entries]
    RefundCreated:
      description: Given back.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/RefundAnswer'}
          example:
            refund:
              id: ref_06eyak9n5pq2r4s6t8v0w2x4y6
              chargeId: chg_06eyak9n5pq2r4s6t8v0w2x4y6
              amount: 1.1
              reason: Half of the pictures were black
              metadata: null
              createdAt: '2026-11-22T20:27:04.512Z'
            balance: 8.6
            pending: 0
    ApiKeys:
      description: A page of keys.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ApiKeysAnswer'}
    ApiKey:
      description: The key, without its secret.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema:
            type: object
            required: [apiKey]
            properties:
              apiKey: {$ref: '#/components/schemas/ApiKey'}
    ApiKeyRevoked:
      description: The key is dead.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema:
            type: object
            required: [success, apiKey]
            properties:
              success: {type: boolean, const: true}
              apiKey: {$ref: '#/components/schemas/ApiKey'}
    ApiKeyCreated:
      description: The key and its secret, which is shown only here.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ApiKeyAnswer'}
          example:
            apiKey:
              id: key_06eyak9n5pq2r4s6t8v0w2x4y6
              name: Nightly report
              prefix: flr_3k9m2n8p
              scopes: [read]
              organizationId: org_06eyak9n5pq2r4s6t8v0w2x4y6
              agentId: null
              appId: null
              status: active
              createdAt: '2026-11-22T20:27:04.512Z'
              expiresAt: '2027-01-31T00:00:00.000Z'
              revokedAt: null
              rotatedAt: null
              lastUsedAt: null
            plainKey: flr_3k9m2n8p4q7r1s5t0v6w2x8y4z9a3b7c1d5e0f6g2h8j4k9m3n7p
    Organizations:
      description: A page of organizations.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/OrganizationsAnswer'}
    Organization:
      description: The organization and how it stands.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema:
            type: object
            required: [organization]
            properties:
              organization: {$ref: '#/components/schemas/Organization'}
    OrganizationCreated:
      description: The organization and its first key, which is shown only here.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema:
            type: object
            required: [organization, apiKey]
            properties:
              organization: {$ref: '#/components/schemas/Organization'}
              apiKey: {$ref: '#/components/schemas/PlainKey'}
          example:
            organization:
              id: org_06eyak9n5pq2r4s6t8v0w2x4y6
              name: Acme
              email: billing@acme.example
              status: active
              createdAt: '2026-11-22T20:27:04.512Z'
              balance: 5
              pending: 0
              uncollected: 0
            apiKey: flr_3k9m2n8p4q7r1s5t0v6w2x8y4z9a3b7c1d5e0f6g2h8j4k9m3n7p
    Grants:
      description: A page of grants.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/GrantsAnswer'}
    GrantCreated:
      description: Granted.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/GrantAnswer'}
          example:
            grant:
              id: grant_06eyak9n5pq2r4s6t8v0w2x4y6
              source: purchase
              kind: paid
              amount: 100
              remaining: 100
              expiresAt: null
              createdAt: '2026-11-22T20:27:04.512Z'
              description: Invoice 2026-0117
              metadata: null
            balance: 100
            pending: 0
    AdjustmentCreated:
      description: Corrected.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/AdjustmentAnswer'}
    TrialBalance:
      description: The balances.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/TrialBalance'}
    Verdict:
      description: What the verification found; also 200 when something is wrong, with `ok` false.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Verdict'}
          example: {ok: true, entries: 48210, organizations: 37}
    Entries:
      description: A page of the journal.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/EntriesAnswer'}
    Prices:
      description: A page of models.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        ETag: {$ref: '#/components/headers/ETag'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PricesAnswer'}
    PricedModel:
      description: The model.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        ETag: {$ref: '#/components/headers/ETag'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PricedModelAnswer'}
    NotModified:
      description: Nothing has changed since the answer with this `ETag`.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        ETag: {$ref: '#/components/headers/ETag'}
    PriceRefreshed:
      description: The looks, one for each source.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceRefreshAnswer'}
    PricesImported:
      description: The list was taken.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceRunAnswer'}
    PriceRuns:
      description: A page of runs.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceRunsAnswer'}
    PriceRun:
      description: The run.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceRunAnswer'}
    PriceSources:
      description: The sources.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceSourcesAnswer'}
    PriceBooks:
      description: A page of books.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceBooksAnswer'}
    PriceBook:
      description: The book.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceBookAnswer'}
    PriceDiff:
      description: A page of changes.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceDiffAnswer'}
    PricePreview:
      description: The preview.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PricePreviewAnswer'}
    PriceOverrides:
      description: A page of overrides.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceOverridesAnswer'}
    PriceOverrideCreated:
      description: The override is in force.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceOverrideAnswer'}
    PriceOverrideChanged:
      description: The override is taken back.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceOverrideAnswer'}
    QuarantinedPrices:
      description: A page of prices.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/QuarantinedPricesAnswer'}
    QuarantinedPrice:
      description: The price, and the one in force.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/QuarantinedPriceAnswer'}
    PriceDecided:
      description: What was decided.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/PriceDecisionAnswer'}
    Markups:
      description: A page of rules.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/MarkupsAnswer'}
    MarkupCreated:
      description: The rule holds.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/MarkupAnswer'}
    MarkupChanged:
      description: The rule is taken back.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/MarkupAnswer'}
    Contract:
      description: The terms.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ContractAnswer'}
    AuditEvents:
      description: A page of events.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/AuditEventsAnswer'}
    Jobs:
      description: The jobs.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/JobsAnswer'}
    JobRun:
      description: The job has run.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/JobRunAnswer'}
    ChatCompletion:
      description: |
        The completion, or a stream of chunks when `stream` is true. The stream's last comment says
        what it cost, `: florin X-Florin-Charge=chg_… X-Florin-Cost=… X-Florin-Balance=…`, and so do
        its trailers. A stream that the credits no longer cover ends with `finish_reason: "length"`
        and a comment that says what is missing.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/ChatCompletion'}
        text/event-stream: {}
    Response:
      description: |
        The response, or a stream of events when `stream` is true, with what it cost in a last comment and
        in trailers.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Response'}
        text/event-stream: {}
    Message:
      description: |
        The message, or a stream of events when `stream` is true, with what it cost in a last comment and in
        trailers.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Message'}
        text/event-stream: {}
    MessageTokenCount:
      description: The count.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
      content:
        application/json:
          schema:
            type: object
            required: [input_tokens]
            properties:
              input_tokens: {type: integer, minimum: 0}
    Embeddings:
      description: The embeddings.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Embeddings'}
    Moderation:
      description: The verdict.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema:
            type: object
            required: [results]
            properties:
              id: {type: string}
              model: {type: string}
              results: {type: array, items: {type: object}}
    Rerank:
      description: The documents in their order, as the provider has it.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {type: object}
    Images:
      description: |
        The pictures, or a stream of events when `stream` is true, with what it cost in a last comment and in
        trailers.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Images'}
        text/event-stream: {}
    Speech:
      description: |
        The sound, with what it cost in trailers; or a stream of events when `stream_format` is `sse`.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        '*/*': {}
        text/event-stream: {}
    NewVideo:
      description: The job, as the provider says it, under an id of Florin's.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Idempotency-Replayed: {$ref: '#/components/headers/Idempotency-Replayed'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Video'}
    Video:
      description: The job, as the provider says it, under an id of Florin's.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Video'}
    Videos:
      description: Jobs, as they were seen last.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Videos'}
    VideoDeleted:
      description: It is gone.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
      content:
        application/json:
          schema:
            type: object
            required: [id, object, deleted]
            properties:
              id: {$ref: '#/components/schemas/VideoId'}
              object: {type: string, const: video.deleted}
              deleted: {type: boolean, const: true}
    VideoContent:
      description: The bytes, under the type that the provider gives them.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
      content:
        '*/*': {}
    Transcription:
      description: |
        The text, as the request asks for it; a stream of events when `stream` is true.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        X-Florin-Charge: {$ref: '#/components/headers/X-Florin-Charge'}
        X-Florin-Cost: {$ref: '#/components/headers/X-Florin-Cost'}
        X-Florin-Balance: {$ref: '#/components/headers/X-Florin-Balance'}
      content:
        application/json:
          schema: {type: object}
        text/plain: {}
        text/event-stream: {}
    Models:
      description: The models.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Models'}
    Model:
      description: The model.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Model'}

    Error:
      description: |
        Anything else that is wrong, in the same shape: 405 `method_not_allowed`, 413
        `payload_too_large`, 415 `unsupported_media_type`, 429 `rate_limit_exceeded`, 500
        `internal_error`, 503 `unavailable` (overloaded, stopping, or the disk is full: nothing has
        changed, and the same request may succeed later).
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Retry-After: {$ref: '#/components/headers/Retry-After'}
        RateLimit-Limit: {$ref: '#/components/headers/RateLimit-Limit'}
        RateLimit-Remaining: {$ref: '#/components/headers/RateLimit-Remaining'}
        RateLimit-Reset: {$ref: '#/components/headers/RateLimit-Reset'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Error'}
    Invalid:
      description: '`validation_error`: something in the request is not what it must be.'
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Error'}
          example:
            success: false
            error: >-
              amount must be an amount above 0, of at most 1000000000 credits with at most 9 decimal
              places.
            code: validation_error
            details:
              field: amount
              expected: >-
                an amount above 0, of at most 1000000000 credits with at most 9 decimal places
            requestId: req_06eyak9n5pq2r4s6t8v0w2x4y6
    Unauthenticated:
      description: '`authentication_required`: no key, or one that is unknown, expired or revoked.'
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        WWW-Authenticate: {$ref: '#/components/headers/WWW-Authenticate'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Error'}
          example:
            success: false
            error: This API key is not valid.
            code: authentication_required
            details: {}
            requestId: req_06eyak9n5pq2r4s6t8v0w2x4y6
    InsufficientCredits:
      description: |
        `insufficient_credits`, made to be acted on: pay `details.shortfall` at `details.topUpUrl`,
        then send the same request again under the same `Idempotency-Key`.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/InsufficientCreditsError'}
          example:
            success: false
            error: This needs 4.5 credits, and 1.25 are available.
            code: insufficient_credits
            details:
              required: 4.5
              available: 1.25
              shortfall: 3.25
              topUpUrl: http://localhost:8080/billing
            requestId: req_06eyak9n5pq2r4s6t8v0w2x4y6
            requiredCredits: 4.5
    Forbidden:
      description: '`access_denied`: the key is valid and lacks the scope; `details` names it.'
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Error'}
          example:
            success: false
            error: This key does not have the scope "meter".
            code: access_denied
            details: {requiredScope: meter}
            requestId: req_06eyak9n5pq2r4s6t8v0w2x4y6
    NotFound:
      description: |
        `resource_not_found`: there is no such thing, or it belongs to another organization, which
        looks the same. Requests by usage: also `price_not_found`.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Error'}
          example:
            success: false
            error: There is no such hold.
            code: resource_not_found
            details: {}
            requestId: req_06eyak9n5pq2r4s6t8v0w2x4y6
    PriceNotFound:
      description: |
        `price_not_found`: no price is known for this model or this meter. Nothing was served for
        nothing instead.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Error'}
          example:
            success: false
            error: No price is known for the model "gpt-99".
            code: price_not_found
            details: {}
            requestId: req_06eyak9n5pq2r4s6t8v0w2x4y6
    Conflict:
      description: |
        `idempotency_conflict`: the key was used for another request. `conflict` with `Retry-After`:
        the first request with this key still runs.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Retry-After: {$ref: '#/components/headers/Retry-After'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Error'}
    HoldNotOpen:
      description: |
        `hold_not_open`: the hold has been captured, released, or (to extend) has expired. Or
        `idempotency_conflict`, or `conflict`.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Retry-After: {$ref: '#/components/headers/Retry-After'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Error'}
    NotRefundable:
      description: |
        `not_refundable`: more than what was collected and not refunded yet, or a charge of a month
        that is archived. Or `idempotency_conflict`, or `conflict`.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Retry-After: {$ref: '#/components/headers/Retry-After'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Error'}
    OpenAIError:
      description: |
        An error in the shape that OpenAI's clients recognise. What an upstream says of a request
        that it refuses passes through as it is; 502 `provider_error` says that the upstream failed
        before it had produced anything, and nothing was charged.
      headers:
        X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}
        Retry-After: {$ref: '#/components/headers/Retry-After'}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/OpenAIError'}
          example:
            error:
              message: messages must be an array of 1 to 100000 objects.
              type: invalid_request_error
              code: validation_error
              param: messages
              details: {field: messages, expected: an array of 1 to 100000 objects}
            requestId: req_06eyak9n5pq2r4s6t8v0w2x4y6
    AnthropicError:
      description: An error in the shape that Anthropic's clients know.
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/AnthropicError'}
    AnthropicInsufficientCredits:
      description: '`insufficient_credits`, with what is required at the top level.'
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema:
            allOf:
              - {$ref: '#/components/schemas/AnthropicError'}
              - type: object
                required: [requiredCredits]
                properties:
                  requiredCredits: {$ref: '#/components/schemas/AmountNotNegative'}
    OpenAIInsufficientCredits:
      description: '`insufficient_credits`, with what is required at the top level.'
      headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/OpenAIInsufficientCreditsError'}
          example:
            error:
              message: This needs 0.0023 credits, and 0 are available.
              type: insufficient_quota
              code: insufficient_credits
              param: null
              details:
                required: 0.0023
                available: 0
                shortfall: 0.0023
                topUpUrl: http://localhost:8080/billing
            requestId: req_06eyak9n5pq2r4s6t8v0w2x4y6
            requiredCredits: 0.0023

  # ── Schemas ─────────────────────────────────────────────────────────────────────────────────────
  # Objects in answers may gain members; a client must ignore those that it does not know.
  schemas:
    # Amounts, numbers, times
    Amount:
      type: number
      minimum: -1000000000000
      maximum: 1000000000000
      description: |
        Credits (USD), exact, with at most nine decimal places, without exponent or trailing zeros.
        Read it with a decimal parser.
      examples: [4523.5]
    AmountNotNegative:
      type: number
      minimum: 0
      maximum: 1000000000000
      description: Credits (USD), exact, with at most nine decimal places; not below zero.
      examples: [2.5]
    AmountText:
      type: string
      pattern: '^-?[0-9]+(\.[0-9]{1,9})?$'
      description: Credits (USD) as text, as headers carry them.
      examples: ['0.000324']
    AmountAboveZeroInput:
      description: |
        Credits (USD): a number, or a decimal string; above zero, at most 1,000,000,000, at most
        nine decimal places. A tenth is refused, never rounded.
      oneOf:
        - {type: number, exclusiveMinimum: 0, maximum: 1000000000}
        - {type: string, pattern: '^(?=.*[1-9])[0-9]+(\.[0-9]{1,9})?$'}
      examples: [2.5, '0.1']
    AmountInput:
      description: |
        Credits (USD): a number, or a decimal string; zero or more, at most 1,000,000,000, at most
        nine decimal places.
      oneOf:
        - {type: number, minimum: 0, maximum: 1000000000}
        - {type: string, pattern: '^[0-9]+(\.[0-9]{1,9})?$'}
      examples: [1.25, '0']
    AmountSignedInput:
      description: |
        Credits (USD): a number, or a decimal string; not zero, at most 1,000,000,000 either way, at
        most nine decimal places.
      oneOf:
        - {type: number, minimum: -1000000000, maximum: 1000000000, not: {const: 0}}
        - {type: string, pattern: '^-?(?=.*[1-9])[0-9]+(\.[0-9]{1,9})?$'}
      examples: [-2.5, '10']
    ExactNumber:
      description: |
        An exact decimal of any length: a rate, a quantity, a cost. What has more than 38 digits, or
        is a fraction without end, is text.
      oneOf:
        - {type: number}
        - {type: string, pattern: '^-?[0-9]+(\.[0-9]+)?( ?/ ?[0-9]+)?$'}
      examples: [0.00000015]
    WholeQuantityInput:
      description: How many of a meter, as a number or a decimal string; half a token is refused.
      oneOf:
        - {type: integer, minimum: 0, maximum: 144115188075855871}
        - {type: string, pattern: '^[0-9]+$'}
      examples: [1000]
    QuantityInput:
      description: |
        How much of a meter, in its units (12.5 seconds), as a number or a decimal string. No more
        decimals than the meter counts: microseconds, pixels, minutes of a day.
      oneOf:
        - {type: number, minimum: 0}
        - {type: string, pattern: '^[0-9]+(\.[0-9]+)?$'}
      examples: [12.5]
    Timestamp:
      type: string
      format: date-time
      pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$'
      description: ISO 8601 in UTC, with three fractional digits.
      examples: ['2026-11-22T20:27:04.512Z']
    TimestampInput:
      type: string
      format: date-time
      description: ISO 8601 with `Z` or an offset.
      examples: ['2027-01-31T00:00:00Z']

    # Ids
    OrganizationId:
      type: string
      pattern: '^org_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [org_06eyak9n5pq2r4s6t8v0w2x4y6]
    KeyId:
      type: string
      pattern: '^key_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [key_06eyak9n5pq2r4s6t8v0w2x4y6]
    AgentId:
      type: string
      pattern: '^agt_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [agt_06eyak9n5pq2r4s6t8v0w2x4y6]
    AppId:
      type: string
      pattern: '^app_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [app_06eyak9n5pq2r4s6t8v0w2x4y6]
    GrantId:
      type: string
      pattern: '^grant_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [grant_06eyak9n5pq2r4s6t8v0w2x4y6]
    HoldId:
      type: string
      pattern: '^hold_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [hold_06eyak9n5pq2r4s6t8v0w2x4y6]
    ChargeId:
      type: string
      pattern: '^chg_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [chg_06eyak9n5pq2r4s6t8v0w2x4y6]
    RefundId:
      type: string
      pattern: '^ref_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [ref_06eyak9n5pq2r4s6t8v0w2x4y6]
    AdjustmentId:
      type: string
      pattern: '^adj_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [adj_06eyak9n5pq2r4s6t8v0w2x4y6]
    TransactionId:
      type: string
      pattern: '^txn_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [txn_06eyak9n5pq2r4s6t8v0w2x4y6]
    PlainKey:
      type: string
      pattern: '^flr_[0-9a-z]{52}$'
      description: A whole key. It is shown once; keep it where secrets are kept.

    # What callers keep beside an amount
    Description:
      type: string
      minLength: 1
      maxLength: 500
      pattern: '^[^\u0000-\u0008\u000b-\u001f\u007f]*$'
      description: |
        The caller's words, for people who read the statement; no control characters but line breaks
        and tabs.
    Metadata:
      type: object
      maxProperties: 50
      description: |
        The caller's own data, given back as it came: at most 50 members and 16 KiB. Florin never
        decides anything by it.
    NextCursor:
      type: [string, 'null']
      description: What to send as `cursor` for the next page; null on the last.

    # Service
    Health:
      type: object
      required: [status, timestamp, version]
      properties:
        status: {type: string, const: ok}
        timestamp: {$ref: '#/components/schemas/Timestamp'}
        version: {type: string, minLength: 1}
    Readiness:
      type: object
      required: [status, checks]
      properties:
        status: {type: string, enum: [ready, unavailable]}
        checks:
          type: object
          required: [draining, database, waitingOrders, pricing, archive]
          properties:
            draining:
              type: boolean
              description: The server has been told to stop.
            database: {type: string, enum: [reachable, unreachable]}
            pendingMigrations:
              type: integer
              minimum: 0
              description: Absent when the database does not answer.
            waitingOrders:
              type: integer
              minimum: 0
              description: Commands that wait for the keeper.
            pricing:
              type: object
              description: |
                How prices stood some seconds ago. Stale prices still price, and do not make the
                server unready.
              required: [book, models, checkedAt, isStale, quarantined, failedSources]
              properties:
                book:
                  type: integer
                  description: The number of the price book in force.
                models: {type: integer}
                checkedAt:
                  description: |
                    When the source that was longest not looked at was last looked at with success.
                  oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]
                isStale: {type: boolean}
                quarantined:
                  type: integer
                  description: Prices that wait for an operator's decision.
                failedSources:
                  type: array
                  description: Sources whose last look failed.
                  items: {type: string}
            archive:
              type: object
              description: |
                How the archives of old usage stood some seconds ago. An archive that failed is no
                reason to be unavailable.
              required: [before, state, charges, holds, hasFailed]
              properties:
                before:
                  description: Usage before this moment is archived; null when none ever was.
                  oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]
                state:
                  description: Of the last archive; null when there is none.
                  type: [string, 'null']
                  enum: [writing, removing, finished, null]
                charges:
                  type: integer
                  minimum: 0
                  description: Charges that are in archives and no more in the database.
                holds:
                  type: integer
                  minimum: 0
                  description: The same of holds.
                hasFailed:
                  type: boolean
                  description: The last run failed, and none has succeeded since.

    # Errors
    ErrorCode:
      type: string
      description: What went wrong, for programs. A code's text never changes its meaning.
      enum:
        - validation_error
        - auto_top_up_disabled
        - payment_method_required
        - authentication_required
        - insufficient_credits
        - budget_exceeded
        - payment_required
        - access_denied
        - paused
        - resource_not_found
        - price_not_found
        - method_not_allowed
        - idempotency_conflict
        - conflict
        - hold_not_open
        - not_refundable
        - payload_too_large
        - unsupported_media_type
        - rate_limit_exceeded
        - internal_error
        - provider_error
        - unavailable
    Error:
      type: object
      required: [success, error, code, details, requestId]
      properties:
        success: {type: boolean, const: false}
        error:
          type: string
          minLength: 1
          description: One sentence for a person.
        code: {$ref: '#/components/schemas/ErrorCode'}
        details:
          type: object
          description: |
            Where and how: `field` and `expected` of a `validation_error`, `requiredScope` of an
            `access_denied`, amounts of an `insufficient_credits`.
        requestId:
          type: string
          minLength: 1
          description: The same as `X-Request-Id`.
    InsufficientCreditsError:
      allOf:
        - {$ref: '#/components/schemas/Error'}
        - type: object
          required: [requiredCredits]
          properties:
            requiredCredits: {$ref: '#/components/schemas/AmountNotNegative'}
            details: {$ref: '#/components/schemas/InsufficientCreditsDetails'}
    InsufficientCreditsDetails:
      type: object
      required: [required, available, shortfall]
      properties:
        required:
          description: What the request wants.
          $ref: '#/components/schemas/AmountNotNegative'
        available:
          description: What could be spent.
          $ref: '#/components/schemas/Amount'
        shortfall:
          description: What is missing.
          $ref: '#/components/schemas/AmountNotNegative'
        topUpUrl:
          type: string
          format: uri
          description: Where a person pays.
        affordable:
          type: object
          description: What the available credits would buy of this call; of calls of models.
          properties:
            outputTokens:
              type: integer
              minimum: 0
              description: Tokens of output, given this input; limit the call to them.
            inputTokens:
              type: integer
              minimum: 0
              description: Tokens of input, where there is no output.
            images: {type: integer, minimum: 0}
            characters: {type: integer, minimum: 0}
            searches: {type: integer, minimum: 0}
            audioMicroseconds: {type: integer, minimum: 0}
            videoSeconds: {type: integer, minimum: 0}
        cheaperModels:
          type: array
          maxItems: 5
          description: |
            Models that do the same, can be called here by this route and cost no more than is available
            for this very request, the cheapest first; of calls of models. Nothing is named of a provider
            that fails now, nor of one that no upstream is known to sell.
          items:
            type: object
            required: [model, price]
            properties:
              model: {$ref: '#/components/schemas/ModelName'}
              price:
                description: What the call would set aside with it.
                $ref: '#/components/schemas/AmountNotNegative'
    OpenAIError:
      type: object
      required: [error]
      properties:
        error:
          type: object
          description: Ours has all of these members; an upstream's passes through as it is.
          required: [message]
          properties:
            message: {type: string, minLength: 1}
            type:
              type: string
              description: The class that OpenAI's clients know for the status.
              examples: [invalid_request_error]
            code:
              description: Ours, or the upstream's where its error is passed on.
              type: [string, 'null']
            param:
              type: [string, 'null']
              description: The field that is wrong, if one is.
            details: {type: object}
        requestId: {type: string}
    AnthropicError:
      type: object
      required: [type, error]
      properties:
        type: {const: error}
        error:
          type: object
          description: Ours has all of these members; an upstream's passes through as it is.
          required: [type, message]
          properties:
            type: {type: string, examples: [invalid_request_error, billing_error]}
            message: {type: string, minLength: 1}
            code: {type: string}
            details: {type: object}
        request_id: {type: string}
    OpenAIInsufficientCreditsError:
      allOf:
        - {$ref: '#/components/schemas/OpenAIError'}
        - type: object
          required: [requiredCredits]
          properties:
            requiredCredits: {$ref: '#/components/schemas/AmountNotNegative'}
            error:
              type: object
              required: [details]
              properties:
                details: {$ref: '#/components/schemas/InsufficientCreditsDetails'}

    # Credits
    BalanceAnswer:
      type: object
      required: [balance]
      properties:
        balance:
          description: Available to spend now; below zero only under a contract with a credit limit.
          $ref: '#/components/schemas/Amount'
    Summary:
      type: object
      required: [success, balance, pending, uncollected, usage, organization, agents, agentsSummary,
        apps, earnings, recentTransactions, grants, runway, pricing]
      properties:
        success: {type: boolean, const: true}
        balance: {$ref: '#/components/schemas/Amount'}
        pending: {$ref: '#/components/schemas/AmountNotNegative'}
        uncollected:
          description: What was used and not covered yet; collected first from the next credits.
          $ref: '#/components/schemas/AmountNotNegative'
        usage: {$ref: '#/components/schemas/UsageTotals'}
        organization:
          type: object
          required: [id, name, creditBalance, autoTopUpEnabled, autoTopUpThreshold,
            autoTopUpAmount, hasPaymentMethod]
          properties:
            id: {$ref: '#/components/schemas/OrganizationId'}
            name: {type: string}
            creditBalance: {$ref: '#/components/schemas/Amount'}
            autoTopUpEnabled: {type: boolean}
            autoTopUpThreshold: {type: [number, 'null']}
            autoTopUpAmount: {type: [number, 'null']}
            hasPaymentMethod: {type: boolean}
        agents:
          type: array
          maxItems: 100
          description: The 100 most recently active.
          items: {$ref: '#/components/schemas/SummaryAgent'}
        agentsSummary:
          type: object
          required: [total, withBudget, paused, totalAllocated, totalSpent, totalAvailable]
          properties:
            total: {type: integer, minimum: 0}
            withBudget: {type: integer, minimum: 0}
            paused: {type: integer, minimum: 0}
            totalAllocated: {$ref: '#/components/schemas/Amount'}
            totalSpent: {$ref: '#/components/schemas/Amount'}
            totalAvailable: {$ref: '#/components/schemas/Amount'}
        apps:
          type: array
          maxItems: 100
          items: {$ref: '#/components/schemas/SummaryApp'}
        earnings:
          type: object
          required: [availableBalance, totalEarned, totalRedeemed, totalPending, breakdown]
          properties:
            availableBalance: {$ref: '#/components/schemas/Amount'}
            totalEarned: {$ref: '#/components/schemas/Amount'}
            totalRedeemed: {$ref: '#/components/schemas/Amount'}
            totalPending: {$ref: '#/components/schemas/Amount'}
            breakdown:
              type: object
              required: [miniapps, agents, mcps]
              properties:
                miniapps: {$ref: '#/components/schemas/Amount'}
                agents: {$ref: '#/components/schemas/Amount'}
                mcps: {$ref: '#/components/schemas/Amount'}
        recentTransactions:
          type: array
          items:
            type: object
            required: [id, type, amount, description, createdAt]
            properties:
              id: {$ref: '#/components/schemas/TransactionId'}
              type: {$ref: '#/components/schemas/TransactionType'}
              amount: {$ref: '#/components/schemas/Amount'}
              description: {type: [string, 'null']}
              createdAt: {$ref: '#/components/schemas/Timestamp'}
        grants:
          type: array
          maxItems: 100
          description: Grants with something left, in the order in which they are spent.
          items:
            type: object
            required: [id, source, remaining, expiresAt]
            properties:
              id: {$ref: '#/components/schemas/GrantId'}
              source: {$ref: '#/components/schemas/GrantSource'}
              remaining: {$ref: '#/components/schemas/AmountNotNegative'}
              expiresAt:
                oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]
        runway:
          type: object
          required: [dailyBurn, days]
          properties:
            dailyBurn:
              description: What an average day of the last seven cost.
              $ref: '#/components/schemas/AmountNotNegative'
            days:
              type: [integer, 'null']
              minimum: 0
              description: How long the balance lasts at that rate; null when nothing is spent.
        pricing:
          type: object
          required: [creditsPerDollar, minimumTopUp, x402Enabled]
          properties:
            creditsPerDollar: {type: number, const: 1}
            minimumTopUp: {type: number, minimum: 0}
            x402Enabled: {type: boolean}
    UsageTotals:
      type: object
      required: [today, thisMonth]
      properties:
        today: {$ref: '#/components/schemas/Amount'}
        thisMonth: {$ref: '#/components/schemas/Amount'}
    SummaryAgent:
      type: object
      required: [id, name, hasBudget, allocated, spent, available, dailyLimit, dailySpent,
        dailyRemaining, isPaused, pauseReason, isPublic, monetizationEnabled, totalEarnings,
        totalRequests, usage]
      properties:
        id: {$ref: '#/components/schemas/AgentId'}
        name: {type: string}
        hasBudget: {type: boolean}
        allocated: {type: [number, 'null']}
        spent: {$ref: '#/components/schemas/Amount'}
        available: {type: [number, 'null']}
        dailyLimit: {type: [number, 'null']}
        dailySpent: {$ref: '#/components/schemas/Amount'}
        dailyRemaining: {type: [number, 'null']}
        isPaused: {type: boolean}
        pauseReason: {type: [string, 'null']}
        isPublic: {type: boolean}
        monetizationEnabled: {type: boolean}
        totalEarnings: {$ref: '#/components/schemas/Amount'}
        totalRequests: {type: integer, minimum: 0}
        usage: {$ref: '#/components/schemas/UsageTotals'}
    SummaryApp:
      type: object
      required: [id, name, slug, monetizationEnabled, inferenceMarkupPercentage,
        totalCreatorEarnings, totalPlatformRevenue, usage]
      properties:
        id: {$ref: '#/components/schemas/AppId'}
        name: {type: string}
        slug: {type: string}
        monetizationEnabled: {type: boolean}
        inferenceMarkupPercentage: {type: number}
        totalCreatorEarnings: {$ref: '#/components/schemas/Amount'}
        totalPlatformRevenue: {$ref: '#/components/schemas/Amount'}
        usage: {$ref: '#/components/schemas/UsageTotals'}
    TransactionType:
      type: string
      enum: [usage, purchase, grant, refund, expiry, adjustment, transfer]
    TransactionsAnswer:
      type: object
      required: [transactions, total, period, nextCursor]
      properties:
        transactions:
          type: array
          maxItems: 200
          items: {$ref: '#/components/schemas/Transaction'}
        total:
          type: integer
          minimum: 0
          description: How many are on this page.
        period:
          type: object
          required: [start, end]
          properties:
            start:
              description: What `hours` says, or the time of the oldest row here; null without rows.
              oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]
            end: {$ref: '#/components/schemas/Timestamp'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    Transaction:
      type: object
      description: One change of what the organization owns, named as existing clients know it.
      required: [id, organization_id, type, amount, description, metadata,
        stripe_payment_intent_id, created_at, balance_after, charge_id, hold_id, grant_id,
        reference, agent_id, app_id, sequence]
      properties:
        id: {$ref: '#/components/schemas/TransactionId'}
        organization_id: {$ref: '#/components/schemas/OrganizationId'}
        type: {$ref: '#/components/schemas/TransactionType'}
        amount:
          description: Signed. Of a charge, what was collected with it.
          $ref: '#/components/schemas/Amount'
        description:
          type: string
          description: The caller's words, or a word for the type.
        metadata: {type: [object, 'null']}
        stripe_payment_intent_id: {type: [string, 'null']}
        created_at: {$ref: '#/components/schemas/Timestamp'}
        balance_after:
          description: What the organization owns after it, held credits included.
          $ref: '#/components/schemas/Amount'
        charge_id:
          oneOf: [{$ref: '#/components/schemas/ChargeId'}, {type: 'null'}]
        hold_id:
          oneOf: [{$ref: '#/components/schemas/HoldId'}, {type: 'null'}]
        grant_id:
          oneOf: [{$ref: '#/components/schemas/GrantId'}, {type: 'null'}]
        reference:
          type: string
          description: The id of the grant, charge, refund or adjustment behind it.
        agent_id:
          oneOf: [{$ref: '#/components/schemas/AgentId'}, {type: 'null'}]
        app_id:
          oneOf: [{$ref: '#/components/schemas/AppId'}, {type: 'null'}]
        sequence:
          type: integer
          minimum: 1
          description: Its place in the organization's journal, its last entry's number.

    # Prices
    Meter:
      type: string
      description: |
        What is counted. Meters that are parts of others are counted inside them: 1,000
        `input_tokens` of which 600 are `cached_input_tokens`.
      enum:
        - input_tokens
        - cached_input_tokens
        - cache_write_tokens
        - cache_write_1h_tokens
        - input_text_tokens
        - cached_input_text_tokens
        - input_audio_tokens
        - cached_input_audio_tokens
        - cache_write_audio_tokens
        - input_image_tokens
        - cached_input_image_tokens
        - input_video_tokens
        - cached_input_video_tokens
        - input_tool_tokens
        - computer_use_input_tokens
        - output_tokens
        - reasoning_tokens
        - output_text_tokens
        - output_audio_tokens
        - output_image_tokens
        - output_video_tokens
        - citation_tokens
        - computer_use_output_tokens
        - requests
        - messages
        - sessions
        - web_searches
        - maps_searches
        - social_searches
        - file_searches
        - code_executions
        - searches
        - characters
        - output_characters
        - pages
        - annotated_pages
        - credits
        - audio_seconds
        - output_audio_seconds
        - input_video_seconds
        - video_seconds
        - session_seconds
        - compute_seconds
        - input_images
        - images
        - input_megapixels
        - megapixels
        - voice_clones
        - deployments
        - container_days
        - gigabyte_days
        - upstream_cost
    MeterAlias:
      type: string
      description: Names that model vendors use for the same counts, and counts in other units; taken in requests.
      enum:
        - prompt_tokens
        - prompt
        - cache_read_tokens
        - cache_read_input_tokens
        - cached_tokens
        - cached_content_tokens
        - input_cache_read
        - prompt_cache_hit_tokens
        - cache_write_5m_tokens
        - cache_creation_tokens
        - cache_creation_input_tokens
        - ephemeral_5m_input_tokens
        - input_cache_write
        - ephemeral_1h_input_tokens
        - input_cache_write_1h
        - cache_text_read_tokens
        - prompt_audio_tokens
        - audio_input_tokens
        - cache_audio_read_tokens
        - cached_audio_tokens
        - input_audio_cache
        - cache_audio_write_tokens
        - cache_audio_write_5m_tokens
        - prompt_image_tokens
        - image_token
        - cache_image_read_tokens
        - cached_image_tokens
        - prompt_video_tokens
        - cache_video_read_tokens
        - cached_video_tokens
        - tool_use_prompt_tokens
        - completion_tokens
        - completion
        - output_reasoning_tokens
        - internal_reasoning
        - thoughts_tokens
        - completion_audio_tokens
        - audio_output_tokens
        - audio_output
        - completion_image_tokens
        - image_output
        - completion_video_tokens
        - video_tokens
        - output_citation_tokens
        - request
        - input_text_messages
        - client_messages
        - web_search
        - web_search_requests
        - num_search_queries
        - maps_search
        - storage_searches
        - rerank_searches
        - search_units
        - input_characters
        - input_document_pages
        - pages_processed
        - input_annotated_document_pages
        - input_audio_seconds
        - output_video_seconds
        - output_images
        - audio_milliseconds
        - audio_minutes
        - audio_hours
        - output_audio_milliseconds
        - output_audio_minutes
        - output_audio_hours
        - input_video_milliseconds
        - input_video_minutes
        - input_video_hours
        - video_milliseconds
        - video_minutes
        - video_hours
        - session_milliseconds
        - session_minutes
        - session_hours
        - compute_milliseconds
        - compute_minutes
        - compute_hours
        - input_pixels
        - pixels
    UsageInput:
      type: object
      minProperties: 1
      description: Quantities by meter. Parts must not be more than their wholes.
      propertyNames:
        anyOf: [{$ref: '#/components/schemas/Meter'}, {$ref: '#/components/schemas/MeterAlias'}]
      patternProperties:
        '(seconds|_minutes|_hours|_days|megapixels|^upstream_cost)$': {$ref: '#/components/schemas/QuantityInput'}
      additionalProperties: {$ref: '#/components/schemas/WholeQuantityInput'}
      examples:
        - {input_tokens: 1000, output_tokens: 200}
    Usage:
      type: object
      description: Quantities by meter, in units.
      propertyNames: {$ref: '#/components/schemas/Meter'}
      additionalProperties: {$ref: '#/components/schemas/ExactNumber'}
    Dimensions:
      type: object
      description: |
        What a price may depend on, as the catalog names it: `size`, `quality`, `resolution`,
        `service_tier`.
      additionalProperties: {type: [string, number, boolean, 'null']}
      examples:
        - {size: 1024x1024, quality: high}
    ModelName:
      type: string
      minLength: 1
      maxLength: 200
      pattern: '^[^\u0000-\u0008\u000b-\u001f\u007f]*$'
      description: The model's name, an alias of it, or `provider/name`.
      examples: [gpt-4o-mini]
    Provider:
      type: string
      minLength: 1
      maxLength: 200
      pattern: '^[^\u0000-\u0008\u000b-\u001f\u007f]*$'
      description: |
        Who serves it, when several do. Without it the price of the model's vendor is meant.
      examples: [azure]
    Operation:
      type: string
      minLength: 1
      maxLength: 200
      pattern: '^[^\u0000-\u0008\u000b-\u001f\u007f]*$'
      description: What is asked of the model, where prices differ by it.
      examples: [chat]
    QuoteRequest:
      type: object
      required: [model, usage]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        provider: {$ref: '#/components/schemas/Provider'}
        operation: {$ref: '#/components/schemas/Operation'}
        usage: {$ref: '#/components/schemas/UsageInput'}
        dimensions: {$ref: '#/components/schemas/Dimensions'}
        at:
          description: The moment whose prices hold; now unless said.
          $ref: '#/components/schemas/TimestampInput'
        priceBook:
          type: integer
          minimum: 1
          description: The number of the book to price by; the one in force unless said.
    Line:
      type: object
      description: A quantity that is billed at one rate.
      required: [meter, quantity, unit, rate, price, per, cost]
      properties:
        meter: {$ref: '#/components/schemas/Meter'}
        quantity:
          description: In the meter's units.
          $ref: '#/components/schemas/ExactNumber'
        counted:
          description: |
            What was counted, where the rate has a minimum, a step or a maximum and another quantity
            is billed.
          $ref: '#/components/schemas/ExactNumber'
        unit:
          type: string
          examples: [token]
        rate:
          description: The price of one unit; `quantity × rate = cost`.
          $ref: '#/components/schemas/ExactNumber'
        price:
          type: number
          description: The price as the price list states it, for `per` units.
        per:
          type: number
          exclusiveMinimum: 0
        cost:
          description: Exact, not rounded.
          $ref: '#/components/schemas/ExactNumber'
        conditions:
          type: string
          description: Under which conditions the rate holds, when there are any.
          examples: ['quality=high, size=1024x1024']
        source:
          type: string
          description: Where the price comes from.
    Quote:
      type: object
      required: [provider, model, lines, upstreamCost, markup, total, priceBook, pricedAt,
        arithmetic, usage]
      properties:
        provider: {type: string}
        model: {type: string}
        lines:
          type: array
          items: {$ref: '#/components/schemas/Line'}
        upstreamCost:
          description: The sum of the lines, exact.
          $ref: '#/components/schemas/ExactNumber'
        markup:
          type: number
          description: The platform's share on top, in per cent; 0 for the platform's own prices.
        minimumCharge:
          description: The least that anything costs, where that is more than the marked-up cost.
          $ref: '#/components/schemas/AmountNotNegative'
        total:
          description: |
            What it costs; rounded half-up once, at the ninth decimal. At least `minimumCharge`.
          $ref: '#/components/schemas/AmountNotNegative'
        unmatched:
          description: |
            Dimensions of the request that no price of the model knows: it is priced as without them.
          $ref: '#/components/schemas/Dimensions'
        priceBook:
          type: integer
          minimum: 0
          description: The number of the price book; a book never changes once it is made.
        pricedAt: {$ref: '#/components/schemas/Timestamp'}
        arithmetic: {$ref: '#/components/schemas/Arithmetic'}
        usage: {$ref: '#/components/schemas/Usage'}
        dimensions: {$ref: '#/components/schemas/Dimensions'}
    Arithmetic:
      type: string
      description: The way from the quantities to the total, for a person with a calculator.
      examples: [(1000 × 0.15 / 1000000) × 1.2 = 0.00018]
    PriceRange:
      type: object
      required: [unit, description]
      properties:
        unit: {type: string}
        description: {type: string}
        estimatedRange:
          type: object
          required: [min, max]
          properties:
            min: {$ref: '#/components/schemas/ExactNumber'}
            max: {$ref: '#/components/schemas/ExactNumber'}
        isVariable:
          type: boolean
          const: true
          description: Beside a range.
        cost:
          description: Null when nothing of the kind has a price yet; unknown is not free.
          oneOf: [{$ref: '#/components/schemas/ExactNumber'}, {type: 'null'}]
      oneOf:
        - required: [estimatedRange]
        - required: [cost]
    PricingSummary:
      type: object
      required: [asOf, pricing]
      properties:
        asOf: {$ref: '#/components/schemas/Timestamp'}
        pricing:
          type: object
          required: [chat-completions, embeddings, generate-image, generate-video, voice-tts,
            voice-stt, voice-clone, containers, container-deployment, knowledge-storage]
          additionalProperties: {$ref: '#/components/schemas/PriceRange'}

    # Holds
    HoldStatus:
      type: string
      enum: [open, captured, released, expired]
    Hold:
      type: object
      required: [id, amount, captured, status, expiresAt, createdAt, description, metadata, keyId,
        agentId, appId]
      properties:
        id: {$ref: '#/components/schemas/HoldId'}
        amount:
          description: What is, or was, set aside.
          $ref: '#/components/schemas/AmountNotNegative'
        captured:
          description: What was charged when it was captured.
          $ref: '#/components/schemas/AmountNotNegative'
        status: {$ref: '#/components/schemas/HoldStatus'}
        expiresAt: {$ref: '#/components/schemas/Timestamp'}
        createdAt: {$ref: '#/components/schemas/Timestamp'}
        description: {type: [string, 'null']}
        metadata: {type: [object, 'null']}
        keyId:
          description: The key that held.
          oneOf: [{$ref: '#/components/schemas/KeyId'}, {type: 'null'}]
        agentId:
          oneOf: [{$ref: '#/components/schemas/AgentId'}, {type: 'null'}]
        appId:
          oneOf: [{$ref: '#/components/schemas/AppId'}, {type: 'null'}]
    HoldAnswer:
      type: object
      required: [hold, balance, pending]
      properties:
        hold: {$ref: '#/components/schemas/Hold'}
        balance: {$ref: '#/components/schemas/Amount'}
        pending: {$ref: '#/components/schemas/AmountNotNegative'}
    HoldsAnswer:
      type: object
      required: [holds, nextCursor]
      properties:
        holds:
          type: array
          maxItems: 200
          items: {$ref: '#/components/schemas/Hold'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    ExpiresIn:
      type: integer
      minimum: 1
      maximum: 86400
      description: Seconds from now until the hold ends by itself.
    HoldRequest:
      type: object
      description: An amount, or a quote request; not both.
      properties:
        amount: {$ref: '#/components/schemas/AmountAboveZeroInput'}
        model: {$ref: '#/components/schemas/ModelName'}
        provider: {$ref: '#/components/schemas/Provider'}
        operation: {$ref: '#/components/schemas/Operation'}
        usage: {$ref: '#/components/schemas/UsageInput'}
        dimensions: {$ref: '#/components/schemas/Dimensions'}
        expiresIn:
          description: Counted from the moment in which the hold is made, its `createdAt`.
          default: 900
          $ref: '#/components/schemas/ExpiresIn'
        description: {$ref: '#/components/schemas/Description'}
        metadata: {$ref: '#/components/schemas/Metadata'}
      oneOf:
        - required: [amount]
          not: {anyOf: [{required: [model]}, {required: [usage]}]}
        - required: [model, usage]
          not: {required: [amount]}
    ExtensionRequest:
      type: object
      properties:
        amount:
          description: Added to what is held.
          $ref: '#/components/schemas/AmountAboveZeroInput'
        expiresIn: {$ref: '#/components/schemas/ExpiresIn'}
      anyOf:
        - required: [amount]
        - required: [expiresIn]
    CaptureRequest:
      type: object
      description: An amount, or what was used; not both.
      properties:
        amount: {$ref: '#/components/schemas/AmountInput'}
        model: {$ref: '#/components/schemas/ModelName'}
        provider: {$ref: '#/components/schemas/Provider'}
        operation: {$ref: '#/components/schemas/Operation'}
        usage: {$ref: '#/components/schemas/UsageInput'}
        dimensions: {$ref: '#/components/schemas/Dimensions'}
        description: {$ref: '#/components/schemas/Description'}
        metadata: {$ref: '#/components/schemas/Metadata'}
      oneOf:
        - required: [amount]
          not: {anyOf: [{required: [model]}, {required: [usage]}]}
        - required: [model, usage]
          not: {required: [amount]}

    # Charges
    ChargeRequest:
      type: object
      description: An amount, or what was used; not both.
      properties:
        amount: {$ref: '#/components/schemas/AmountAboveZeroInput'}
        model: {$ref: '#/components/schemas/ModelName'}
        provider: {$ref: '#/components/schemas/Provider'}
        operation: {$ref: '#/components/schemas/Operation'}
        usage: {$ref: '#/components/schemas/UsageInput'}
        dimensions: {$ref: '#/components/schemas/Dimensions'}
        description: {$ref: '#/components/schemas/Description'}
        metadata: {$ref: '#/components/schemas/Metadata'}
      oneOf:
        - required: [amount]
          not: {anyOf: [{required: [model]}, {required: [usage]}]}
        - required: [model, usage]
          not: {required: [amount]}
    Charge:
      type: object
      description: |
        Credits spent. `amount = collected + uncollected`; `refunded` is the part of `collected`
        that was given back. What explains the price is absent on a charge by amount.
      required: [id, amount, collected, uncollected, refunded, holdId, late, estimated, createdAt,
        description, metadata, keyId, agentId, appId]
      properties:
        id: {$ref: '#/components/schemas/ChargeId'}
        amount:
          description: The full price.
          $ref: '#/components/schemas/AmountNotNegative'
        collected:
          description: What credits have covered; what was refunded of it is not taken off.
          $ref: '#/components/schemas/AmountNotNegative'
        uncollected:
          description: What they have not covered yet; collected first from the next credits.
          $ref: '#/components/schemas/AmountNotNegative'
        refunded: {$ref: '#/components/schemas/AmountNotNegative'}
        holdId:
          oneOf: [{$ref: '#/components/schemas/HoldId'}, {type: 'null'}]
        late:
          type: boolean
          description: Captured after its hold had expired.
        estimated:
          type: boolean
          description: |
            The upstream did not report the usage, so it was counted here; or the model is a router that
            told neither what it takes nor which model it picked, so the dearest was taken.
        createdAt: {$ref: '#/components/schemas/Timestamp'}
        description: {type: [string, 'null']}
        metadata: {type: [object, 'null']}
        keyId:
          description: The key that spent.
          oneOf: [{$ref: '#/components/schemas/KeyId'}, {type: 'null'}]
        agentId:
          oneOf: [{$ref: '#/components/schemas/AgentId'}, {type: 'null'}]
        appId:
          oneOf: [{$ref: '#/components/schemas/AppId'}, {type: 'null'}]
        provider: {type: string}
        model: {type: string}
        operation: {type: string}
        priceBook: {type: integer, minimum: 0}
        usage:
          description: What was used; the lines price it.
          $ref: '#/components/schemas/Usage'
        dimensions: {$ref: '#/components/schemas/Dimensions'}
        lines:
          type: array
          items: {$ref: '#/components/schemas/Line'}
        upstreamCost: {$ref: '#/components/schemas/ExactNumber'}
        markup: {type: number}
        arithmetic: {$ref: '#/components/schemas/Arithmetic'}
        entries:
          type: array
          description: The journal entries that it caused; only on `GET /api/v1/charges/{id}`.
          items: {$ref: '#/components/schemas/Entry'}
    ChargeAnswer:
      type: object
      required: [charge, balance, pending]
      properties:
        charge: {$ref: '#/components/schemas/Charge'}
        balance: {$ref: '#/components/schemas/Amount'}
        pending: {$ref: '#/components/schemas/AmountNotNegative'}
    RefundRequest:
      type: object
      required: [reason]
      properties:
        amount:
          description: Without it, all that can be refunded.
          $ref: '#/components/schemas/AmountAboveZeroInput'
        reason: {$ref: '#/components/schemas/Description'}
        metadata: {$ref: '#/components/schemas/Metadata'}
    Refund:
      type: object
      required: [id, chargeId, amount, reason, metadata, createdAt]
      properties:
        id: {$ref: '#/components/schemas/RefundId'}
        chargeId: {$ref: '#/components/schemas/ChargeId'}
        amount: {$ref: '#/components/schemas/AmountNotNegative'}
        reason: {type: [string, 'null']}
        metadata: {type: [object, 'null']}
        createdAt: {$ref: '#/components/schemas/Timestamp'}
    RefundAnswer:
      type: object
      required: [refund, balance, pending]
      properties:
        refund: {$ref: '#/components/schemas/Refund'}
        balance: {$ref: '#/components/schemas/Amount'}
        pending: {$ref: '#/components/schemas/AmountNotNegative'}

    # API keys
    Scope:
      type: string
      enum: [read, spend, billing, admin, meter, operator]
    ScopesInput:
      type: array
      minItems: 1
      maxItems: 5
      items: {type: string, enum: [read, spend, billing, admin, meter]}
      description: What the key may do; no more than the key that asks.
    Name:
      type: string
      minLength: 1
      maxLength: 200
      pattern: '^[^\u0000-\u0008\u000b-\u001f\u007f]*$'
    ApiKey:
      type: object
      required: [id, name, prefix, scopes, organizationId, agentId, appId, status, createdAt,
        expiresAt, revokedAt, rotatedAt, lastUsedAt]
      properties:
        id: {$ref: '#/components/schemas/KeyId'}
        name: {type: string}
        prefix:
          type: string
          description: The first characters of the secret, to recognise it by.
        scopes:
          type: array
          items: {$ref: '#/components/schemas/Scope'}
        organizationId:
          oneOf: [{$ref: '#/components/schemas/OrganizationId'}, {type: 'null'}]
        status: {type: string, enum: [active, expired, revoked]}
        agentId:
          description: What is spent with this key is this agent's.
          oneOf: [{$ref: '#/components/schemas/AgentId'}, {type: 'null'}]
        appId:
          oneOf: [{$ref: '#/components/schemas/AppId'}, {type: 'null'}]
        createdAt: {$ref: '#/components/schemas/Timestamp'}
        expiresAt:
          oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]
        revokedAt:
          oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]
        rotatedAt:
          oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]
        lastUsedAt:
          description: To the minute.
          oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]
    ApiKeyAnswer:
      type: object
      required: [apiKey, plainKey]
      properties:
        apiKey: {$ref: '#/components/schemas/ApiKey'}
        plainKey: {$ref: '#/components/schemas/PlainKey'}
    ApiKeysAnswer:
      type: object
      required: [keys, nextCursor]
      properties:
        keys:
          type: array
          maxItems: 200
          items: {$ref: '#/components/schemas/ApiKey'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    ApiKeyRequest:
      type: object
      required: [name]
      properties:
        name: {$ref: '#/components/schemas/Name'}
        scopes:
          description: Without it, those of the maker that a customer may have.
          $ref: '#/components/schemas/ScopesInput'
        expiresAt:
          description: From then on the key is dead; must be in the future.
          $ref: '#/components/schemas/TimestampInput'
    RotationRequest:
      type: object
      properties:
        graceSeconds:
          type: integer
          minimum: 0
          maximum: 604800
          default: 0
          description: For how long the old secret works beside the new one; at most a week.

    # Operator
    Organization:
      type: object
      required: [id, name, email, status, createdAt, balance, pending, uncollected]
      properties:
        id: {$ref: '#/components/schemas/OrganizationId'}
        name: {type: string}
        email:
          type: [string, 'null']
          description: Where documents and alerts go.
        status: {type: string, enum: [active, suspended]}
        createdAt: {$ref: '#/components/schemas/Timestamp'}
        balance:
          description: What it can spend now.
          $ref: '#/components/schemas/Amount'
        pending:
          description: What its open holds keep aside.
          $ref: '#/components/schemas/AmountNotNegative'
        uncollected:
          description: What it owes.
          $ref: '#/components/schemas/AmountNotNegative'
    OrganizationsAnswer:
      type: object
      required: [organizations, nextCursor]
      properties:
        organizations:
          type: array
          maxItems: 200
          items: {$ref: '#/components/schemas/Organization'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    OrganizationRequest:
      type: object
      required: [name]
      properties:
        name: {$ref: '#/components/schemas/Name'}
        email: {type: string, minLength: 3, maxLength: 254, format: email}
        scopes:
          description: What the first key may do beside `read`, `spend`, `billing` and `admin`.
          $ref: '#/components/schemas/ScopesInput'
        signupGrant:
          type: boolean
          default: false
          description: Whether to give the credits that new customers get.
    GrantSource:
      type: string
      description: Where credits came from; `adjustment` is made by adjustments only.
      enum: [purchase, earnings, refund, contract, signup, promotional, manual, adjustment]
    GrantRequest:
      type: object
      required: [amount, reason]
      properties:
        amount: {$ref: '#/components/schemas/AmountAboveZeroInput'}
        source:
          type: string
          enum: [purchase, earnings, refund, contract, signup, promotional, manual]
          default: manual
        paid:
          type: boolean
          description: Makes `manual` credits paid ones; the other sources leave no choice.
        expiresAt:
          description: From then on the credits cannot be spent; without it they stay.
          $ref: '#/components/schemas/TimestampInput'
        reason: {$ref: '#/components/schemas/Description'}
        metadata: {$ref: '#/components/schemas/Metadata'}
    Grant:
      type: object
      required: [id, source, kind, amount, remaining, expiresAt, createdAt, description, metadata]
      properties:
        id: {$ref: '#/components/schemas/GrantId'}
        source: {$ref: '#/components/schemas/GrantSource'}
        kind:
          type: string
          enum: [paid, promotional]
          description: Sold or given; promotional credits are spent first.
        amount: {$ref: '#/components/schemas/AmountNotNegative'}
        remaining:
          description: Neither spent, nor held, nor expired.
          $ref: '#/components/schemas/AmountNotNegative'
        expiresAt:
          oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]
        createdAt: {$ref: '#/components/schemas/Timestamp'}
        description:
          type: [string, 'null']
          description: The reason that was given.
        metadata: {type: [object, 'null']}
    GrantAnswer:
      type: object
      required: [grant, balance, pending]
      properties:
        grant: {$ref: '#/components/schemas/Grant'}
        balance: {$ref: '#/components/schemas/Amount'}
        pending: {$ref: '#/components/schemas/AmountNotNegative'}
    GrantsAnswer:
      type: object
      required: [grants, nextCursor]
      properties:
        grants:
          type: array
          maxItems: 200
          items: {$ref: '#/components/schemas/Grant'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    AdjustmentRequest:
      type: object
      required: [amount, reason]
      properties:
        amount: {$ref: '#/components/schemas/AmountSignedInput'}
        reason: {$ref: '#/components/schemas/Description'}
        metadata: {$ref: '#/components/schemas/Metadata'}
    Adjustment:
      type: object
      required: [id, amount, reason, metadata, createdAt]
      properties:
        id: {$ref: '#/components/schemas/AdjustmentId'}
        amount:
          description: Signed; a positive amount gave credits.
          $ref: '#/components/schemas/Amount'
        reason: {type: [string, 'null']}
        createdAt: {$ref: '#/components/schemas/Timestamp'}
        metadata: {type: [object, 'null']}
    AdjustmentAnswer:
      type: object
      required: [adjustment, balance, pending]
      properties:
        adjustment: {$ref: '#/components/schemas/Adjustment'}
        balance: {$ref: '#/components/schemas/Amount'}
        pending: {$ref: '#/components/schemas/AmountNotNegative'}

    # Ledger
    LedgerAccount:
      type: string
      pattern: '^([a-z]+(_[a-z]+)?|clearing:[a-z0-9_-]+)$'
      description: |
        One side of an entry. Liabilities: `credits` (sold and unused), `promotional_credits` (given
        and unused). Income: `revenue`, `breakage` (expired unused), less `refunds`. Expenses:
        `promotional_expense`, `adjustments`. Assets: `clearing:PROVIDER` (money on its way in),
        `uncollected` (charged, not covered yet).
      examples: [credits]
    Entry:
      type: object
      description: |
        One immutable journal row: an amount moved from one ledger account to another. A transaction
        is one entry or a few in a row; the last of them has its `change`.
      required: [sequence, at, atMicroseconds, type, debit, credit, amount, change, balanceAfter,
        reference, hash]
      properties:
        sequence:
          type: integer
          minimum: 1
          description: Counts from 1 in each organization, without gaps.
        at: {$ref: '#/components/schemas/Timestamp'}
        atMicroseconds:
          type: integer
          description: The same moment in microseconds since 1970, as it is hashed.
        type: {$ref: '#/components/schemas/TransactionType'}
        debit: {$ref: '#/components/schemas/LedgerAccount'}
        credit: {$ref: '#/components/schemas/LedgerAccount'}
        amount:
          description: Never negative; zero only for a charge of nothing (a free model).
          $ref: '#/components/schemas/AmountNotNegative'
        change:
          description: |
            On the last entry of a transaction: by how much it changed what the organization owns.
          oneOf: [{$ref: '#/components/schemas/Amount'}, {type: 'null'}]
        balanceAfter:
          description: What the organization owns after this entry.
          $ref: '#/components/schemas/Amount'
        reference:
          type: string
          description: The id of the grant, charge, refund or adjustment that caused it.
        hash:
          type: string
          pattern: '^[0-9a-f]{64}$'
          description: SHA-256 over the hash before it and this entry.
    EntriesAnswer:
      type: object
      required: [entries, nextCursor]
      properties:
        entries:
          type: array
          maxItems: 200
          items: {$ref: '#/components/schemas/Entry'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    TrialBalance:
      type: object
      required: [accounts, debits, credits, balanced, source]
      properties:
        accounts:
          type: array
          items:
            type: object
            description: The net balance, in the column that it belongs to; the other is 0.
            required: [account, debit, credit]
            properties:
              account: {$ref: '#/components/schemas/LedgerAccount'}
              debit: {type: number, minimum: 0}
              credit: {type: number, minimum: 0}
        debits: {type: number, minimum: 0}
        credits: {type: number, minimum: 0}
        balanced: {type: boolean}
        source:
          type: string
          enum: [accounts, journal]
          description: Whether the sums come from account rows or were added up from entries.
    Verdict:
      type: object
      required: [ok, entries, organizations]
      properties:
        ok: {type: boolean}
        entries:
          type: integer
          minimum: 0
          description: How many were recomputed.
        organizations: {type: integer, minimum: 0}
        firstError:
          type: object
          description: The first row that is wrong; absent when none is.
          required: [organizationId, table, row, problem]
          properties:
            organizationId: {type: string}
            table: {type: string}
            row:
              type: string
              description: An id, an entry's sequence number, or a day.
            problem: {type: string}

    # Pricing
    ListedRate:
      type: object
      required: [meter, unit, price, per, priceWithMarkup]
      properties:
        meter: {$ref: '#/components/schemas/Meter'}
        unit: {type: string}
        price:
          type: number
          description: As the list states it, for `per` units.
        per: {type: number, exclusiveMinimum: 0}
        priceWithMarkup:
          description: The same with the markup on top; null where its digits do not fit.
          oneOf: [{$ref: '#/components/schemas/ExactNumber'}, {type: 'null'}]
        conditions:
          type: string
          description: When the rate holds, in words; absent for always.
        operation: {type: string}
        dimensions: {type: object, additionalProperties: {type: string}}
        contextOver:
          type: integer
          description: Strictly more input tokens than this.
        from: {$ref: '#/components/schemas/Timestamp'}
        until: {$ref: '#/components/schemas/Timestamp'}
        source: {type: string}
    PricedModel:
      type: object
      required: [id, provider, model, displayName, vendor, aliases, operations, contextWindow,
        maxOutputTokens, markup, dynamic, source, rates]
      properties:
        id:
          type: string
          description: The name that no other provider's model has.
        provider: {type: string}
        model: {type: string}
        displayName: {type: [string, 'null']}
        vendor: {type: string}
        aliases: {type: array, items: {type: string}}
        operations: {type: array, items: {type: string}}
        contextWindow: {type: [integer, 'null']}
        maxOutputTokens: {type: [integer, 'null']}
        markup:
          type: number
          description: In per cent; 0 for the platform's own prices.
        dynamic:
          type: boolean
          description: Whether only the upstream's answer says the price.
        minimumCharge: {$ref: '#/components/schemas/Amount'}
        deprecatedOn: {$ref: '#/components/schemas/Timestamp'}
        source: {type: [string, 'null']}
        rates:
          type: array
          items: {$ref: '#/components/schemas/ListedRate'}
        catalog: {type: object}
    PricesAnswer:
      type: object
      required: [priceBook, models, total, nextCursor]
      properties:
        priceBook: {type: integer}
        models:
          type: array
          items: {$ref: '#/components/schemas/PricedModel'}
        total: {type: integer}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    PricedModelAnswer:
      type: object
      required: [priceBook, model]
      properties:
        priceBook: {type: integer}
        model: {$ref: '#/components/schemas/PricedModel'}
    PriceRefreshRequest:
      type: object
      properties:
        source:
          type: string
          description: The name of a configured source; all unless said.
    PriceRefreshAnswer:
      type: object
      required: [runs, failed]
      properties:
        runs:
          type: array
          items: {$ref: '#/components/schemas/PriceRun'}
        failed: {type: integer}
    PriceImportRequest:
      type: object
      required: [format]
      properties:
        format: {type: string, enum: [florin, litellm, openrouter, vercel, models.dev]}
        source: {type: string, pattern: '^[!-~]{1,64}$'}
        content:
          description: The list, as text (also YAML, where the format is `florin`) or as JSON.
          oneOf: [{type: string}, {type: object}]
        url: {type: string}
        effectiveAt:
          description: When it is to go live; at once unless said.
          $ref: '#/components/schemas/TimestampInput'
    PriceRun:
      type: object
      required: [id, source, cause, author, status, error, startedAt, endedAt, book, entriesIn,
        modelsOut, ratesOut, skipped, changed, heldBack]
      properties:
        id: {type: string, pattern: '^prun_'}
        source: {type: string}
        cause: {type: string, enum: [builtin, refresh, import, decision, override]}
        author: {type: [string, 'null']}
        status:
          type: string
          enum: [published, unchanged, not_modified, failed]
        error: {type: [string, 'null']}
        startedAt: {$ref: '#/components/schemas/Timestamp'}
        endedAt: {$ref: '#/components/schemas/Timestamp'}
        book: {type: [integer, 'null']}
        entriesIn: {type: integer}
        modelsOut: {type: integer}
        ratesOut: {type: integer}
        skipped: {type: integer}
        changed: {type: integer}
        heldBack: {type: integer}
        notes: {type: array, items: {type: string}}
    PriceRunAnswer:
      type: object
      required: [run]
      properties:
        run: {$ref: '#/components/schemas/PriceRun'}
    PriceRunsAnswer:
      type: object
      required: [runs, nextCursor]
      properties:
        runs:
          type: array
          items: {$ref: '#/components/schemas/PriceRun'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    PriceSource:
      type: object
      required: [name, format, location, isConfigured, models, etag, contentHash, changedAt,
        checkedAt, hasFailed, failedAt, error]
      properties:
        name: {type: string}
        format: {type: string}
        location: {type: string}
        isConfigured:
          type: boolean
          description: Whether it is looked at by itself.
        models: {type: integer}
        etag: {type: [string, 'null']}
        contentHash: {type: [string, 'null']}
        changedAt: {oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]}
        checkedAt: {oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]}
        hasFailed: {type: boolean}
        failedAt: {oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]}
        error: {type: [string, 'null']}
    PriceSourcesAnswer:
      type: object
      required: [sources, nextCursor]
      properties:
        sources:
          type: array
          items: {$ref: '#/components/schemas/PriceSource'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    PriceBook:
      type: object
      required: [number, effectiveAt, createdAt, cause, author, models, changes, isInForce]
      properties:
        number: {type: integer}
        effectiveAt: {$ref: '#/components/schemas/Timestamp'}
        createdAt: {$ref: '#/components/schemas/Timestamp'}
        cause: {type: string}
        author: {type: [string, 'null']}
        models: {type: integer}
        changes: {type: integer}
        isInForce: {type: boolean}
    PriceBookAnswer:
      type: object
      required: [book]
      properties:
        book: {$ref: '#/components/schemas/PriceBook'}
    PriceBooksAnswer:
      type: object
      required: [books, nextCursor]
      properties:
        books:
          type: array
          items: {$ref: '#/components/schemas/PriceBook'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    StatedPrice:
      type: object
      required: [price, per]
      properties:
        price: {type: number}
        per: {type: integer}
    PriceChange:
      type: object
      required: [provider, model, kind, rates]
      properties:
        provider: {type: string}
        model: {type: string}
        kind: {type: string, enum: [added, removed, changed]}
        rates:
          type: array
          items:
            type: object
            required: [meter, unit, conditions, before, after]
            properties:
              meter: {type: string}
              unit: {type: string}
              conditions: {type: string}
              before: {oneOf: [{$ref: '#/components/schemas/StatedPrice'}, {type: 'null'}]}
              after: {oneOf: [{$ref: '#/components/schemas/StatedPrice'}, {type: 'null'}]}
    PriceDiffAnswer:
      type: object
      required: [from, to, added, removed, changed, changes, nextCursor]
      properties:
        from: {type: integer}
        to: {type: integer}
        added: {type: integer}
        removed: {type: integer}
        changed: {type: integer}
        changes:
          type: array
          items: {$ref: '#/components/schemas/PriceChange'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    AmountMovement:
      type: object
      required: [before, after, change]
      properties:
        before: {oneOf: [{$ref: '#/components/schemas/Amount'}, {type: 'null'}]}
        after: {oneOf: [{$ref: '#/components/schemas/Amount'}, {type: 'null'}]}
        change: {oneOf: [{$ref: '#/components/schemas/Amount'}, {type: 'null'}]}
    PricePreviewRow:
      type: object
      required: [provider, model, charges, revenue, upstreamCost, margin, unpriced, refusal]
      properties:
        provider: {type: string}
        model: {type: string}
        charges: {type: integer}
        revenue: {$ref: '#/components/schemas/AmountMovement'}
        upstreamCost: {$ref: '#/components/schemas/AmountMovement'}
        margin: {$ref: '#/components/schemas/AmountMovement'}
        unpriced:
          type: integer
          description: Charges that the book has no price for.
        refusal: {type: [string, 'null']}
    PricePreviewAnswer:
      type: object
      required: [book, since, until, charges, isComplete, unpriced, models]
      properties:
        book: {type: integer}
        since: {$ref: '#/components/schemas/Timestamp'}
        until: {$ref: '#/components/schemas/Timestamp'}
        charges: {type: integer}
        isComplete:
          type: boolean
          description: False when there were more charges than were looked at.
        unpriced: {type: integer}
        models:
          type: array
          items: {$ref: '#/components/schemas/PricePreviewRow'}
    PriceOverrideRequest:
      type: object
      required: [provider, model, prices, reason]
      properties:
        provider: {type: string}
        model: {type: string}
        prices: {type: array, items: {type: object}}
        reason: {type: string}
        expiresAt: {$ref: '#/components/schemas/TimestampInput'}
    PriceOverride:
      type: object
      required: [id, provider, model, prices, reason, status, expiresAt, createdAt, createdBy,
        revokedAt, revokedBy]
      properties:
        id: {type: string, pattern: '^ovr_'}
        provider: {type: string}
        model: {type: string}
        prices: {type: array, items: {type: object}}
        reason: {type: string}
        status: {type: string, enum: [active, expired, revoked]}
        expiresAt: {oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]}
        createdAt: {$ref: '#/components/schemas/Timestamp'}
        createdBy: {type: [string, 'null']}
        revokedAt: {oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]}
        revokedBy: {type: [string, 'null']}
    PriceOverrideAnswer:
      type: object
      required: [override, book]
      properties:
        override: {$ref: '#/components/schemas/PriceOverride'}
        book: {type: [integer, 'null']}
    PriceOverridesAnswer:
      type: object
      required: [overrides, nextCursor]
      properties:
        overrides:
          type: array
          items: {$ref: '#/components/schemas/PriceOverride'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    QuarantinedPrice:
      type: object
      required: [id, source, provider, model, proposal, standing, alarms, status, createdAt,
        effectiveAt, decidedAt, decidedBy, note]
      properties:
        id: {type: string, pattern: '^quar_'}
        source: {type: string}
        provider: {type: string}
        model: {type: string}
        proposal:
          type: string
          enum: [price, removal, none]
          description: |
            What approving it would do: let a price go live, or drop the model. With `none` there is
            nothing to approve: what the source states is no price, and it can only be rejected.
        standing:
          type: [string, 'null']
          description: |
            The source whose price stands meanwhile, below an override; null when the model has no
            price.
        alarms:
          type: array
          items:
            type: object
            required: [code, message]
            properties:
              code:
                type: string
                enum: [became_free, rose, fell, unit_changed, vanished_in_use, sources_disagree,
                  negative_price, sentinel_price, unreadable_price]
              message: {type: string}
        status: {type: string, enum: [pending, approved, rejected, superseded]}
        createdAt: {$ref: '#/components/schemas/Timestamp'}
        effectiveAt:
          description: The day for which it was listed, from which it holds if it is approved before.
          oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]
        decidedAt: {oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]}
        decidedBy: {type: [string, 'null']}
        note: {type: [string, 'null']}
    QuarantinedPriceAnswer:
      type: object
      required: [price, proposed, current, changes]
      properties:
        price: {$ref: '#/components/schemas/QuarantinedPrice'}
        proposed: {type: [object, 'null']}
        current: {type: [object, 'null']}
        changes:
          type: array
          items: {$ref: '#/components/schemas/PriceChange'}
    QuarantinedPricesAnswer:
      type: object
      required: [prices, nextCursor]
      properties:
        prices:
          type: array
          items: {$ref: '#/components/schemas/QuarantinedPrice'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    PriceApprovalRequest:
      type: object
      properties:
        note: {type: string}
    PriceRejectionRequest:
      type: object
      required: [note]
      properties:
        note: {type: string}
    PriceDecisionAnswer:
      type: object
      required: [price, book]
      properties:
        price: {$ref: '#/components/schemas/QuarantinedPrice'}
        book: {type: [integer, 'null']}
    MarkupInput:
      description: |
        A percentage, as a number or a decimal string: from -100 to 10000, at most 9 decimals.
      oneOf:
        - {type: number, minimum: -100, maximum: 10000}
        - {type: string}
      examples: [20]
    MarkupRequest:
      type: object
      required: [markup, reason]
      properties:
        markup: {$ref: '#/components/schemas/MarkupInput'}
        organizationId: {$ref: '#/components/schemas/OrganizationId'}
        provider: {type: string}
        model: {type: string}
        operation: {type: string}
        effectiveAt: {$ref: '#/components/schemas/TimestampInput'}
        until: {$ref: '#/components/schemas/TimestampInput'}
        reason: {type: string}
    Markup:
      type: object
      required: [id, markup, organizationId, provider, model, operation, effectiveAt, until, reason,
        createdAt, createdBy, revokedAt, revokedBy]
      properties:
        id: {type: string, pattern: '^mkp_'}
        markup: {type: number}
        organizationId: {type: [string, 'null']}
        provider: {type: [string, 'null']}
        model: {type: [string, 'null']}
        operation: {type: [string, 'null']}
        effectiveAt: {$ref: '#/components/schemas/Timestamp'}
        until: {oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]}
        reason: {type: string}
        createdAt: {$ref: '#/components/schemas/Timestamp'}
        createdBy: {type: [string, 'null']}
        revokedAt: {oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]}
        revokedBy: {type: [string, 'null']}
    MarkupAnswer:
      type: object
      required: [markup]
      properties:
        markup: {$ref: '#/components/schemas/Markup'}
    MarkupsAnswer:
      type: object
      required: [markups, standard, nextCursor]
      properties:
        markups:
          type: array
          items: {$ref: '#/components/schemas/Markup'}
        standard: {type: number}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}
    ContractRequest:
      type: object
      properties:
        markup:
          oneOf: [{$ref: '#/components/schemas/MarkupInput'}, {type: 'null'}]
        effectiveAt: {$ref: '#/components/schemas/TimestampInput'}
        reason: {type: string}
        tier:
          type: [string, 'null']
          description: A tier of the settings; null for the standard one, `default`.
    ContractAnswer:
      type: object
      required: [contract]
      properties:
        contract:
          type: object
          required: [organizationId, markup, effectiveAt, reason, createdBy, tier]
          properties:
            organizationId: {$ref: '#/components/schemas/OrganizationId'}
            markup:
              type: [number, 'null']
              description: In per cent; null where the organization has none of its own.
            effectiveAt: {oneOf: [{$ref: '#/components/schemas/Timestamp'}, {type: 'null'}]}
            reason: {type: [string, 'null']}
            createdBy: {type: [string, 'null']}
            tier:
              type: string
              description: Under which the settings say how much may be asked of models.
    AuditEvent:
      type: object
      required: [id, at, actor, action, subject, details]
      properties:
        id: {type: string, pattern: '^aud_'}
        at: {$ref: '#/components/schemas/Timestamp'}
        actor: {type: [string, 'null']}
        action: {type: string}
        subject: {type: string}
        details: {type: object}
    AuditEventsAnswer:
      type: object
      required: [events, nextCursor]
      properties:
        events:
          type: array
          items: {$ref: '#/components/schemas/AuditEvent'}
        nextCursor: {$ref: '#/components/schemas/NextCursor'}

    JobName:
      type: string
      pattern: '^[a-z][a-z-]{0,63}$'
      examples: [holds]
    Job:
      type: object
      required: [name, purpose, intervalSeconds, lastRun]
      properties:
        name: {$ref: '#/components/schemas/JobName'}
        purpose:
          type: string
          description: One sentence for an operator.
        intervalSeconds: {type: integer, minimum: 1}
        lastRun:
          oneOf: [{$ref: '#/components/schemas/JobRun'}, {type: 'null'}]
    JobRun:
      type: object
      required: [startedAt, endedAt, asOf, status]
      properties:
        startedAt: {$ref: '#/components/schemas/Timestamp'}
        endedAt: {$ref: '#/components/schemas/Timestamp'}
        asOf: {$ref: '#/components/schemas/Timestamp'}
        status: {type: string, enum: [succeeded, failed]}
        processed:
          type: integer
          minimum: 0
          description: How many things it did; absent when it failed.
        error:
          type: string
          description: Why it failed.
    JobsAnswer:
      type: object
      required: [jobs]
      properties:
        jobs:
          type: array
          items: {$ref: '#/components/schemas/Job'}
    JobRunRequest:
      type: object
      properties:
        asOf:
          description: Run it as if it were then; now without it.
          $ref: '#/components/schemas/TimestampInput'
    JobRunAnswer:
      type: object
      required: [success, run]
      properties:
        success: {type: boolean, const: true}
        run: {$ref: '#/components/schemas/JobRun'}

    # Gateway: OpenAI's shapes, with what Florin reads; everything else passes through.
    ChatCompletionRequest:
      type: object
      required: [model, messages]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        messages:
          type: array
          minItems: 1
          items:
            type: object
            required: [role]
            properties:
              role: {type: string, minLength: 1}
              content:
                description: Text, or parts; may be left out by an assistant that calls tools.
                type: [string, array, 'null']
        stream: {type: [boolean, 'null']}
        stream_options:
          type: [object, 'null']
          properties:
            include_usage:
              type: [boolean, 'null']
              description: |
                Whether the client wants the chunk with the usage. Florin asks the upstream for it
                in any case, and hides it from a client that did not ask.
        max_tokens: {type: [integer, 'null'], minimum: 1, maximum: 1000000000}
        max_completion_tokens: {type: [integer, 'null'], minimum: 1, maximum: 1000000000}
        n: {type: [integer, 'null'], minimum: 1, maximum: 128}
        service_tier:
          type: [string, 'null']
          description: Decides the rate where the model is priced by tier (`flex`, `priority`).
    TextsOrTokens:
      description: A text, texts, a list of tokens, or lists of them; at most 2,048.
      anyOf:
        - {type: string, minLength: 1}
        - {type: array, minItems: 1, maxItems: 2048, items: {type: string, minLength: 1}}
        - {type: array, minItems: 1, maxItems: 2048, items: {type: integer, minimum: 0}}
        - type: array
          minItems: 1
          maxItems: 2048
          items: {type: array, minItems: 1, items: {type: integer, minimum: 0}}
    CompletionRequest:
      type: object
      required: [model, prompt]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        prompt: {$ref: '#/components/schemas/TextsOrTokens'}
        stream: {type: [boolean, 'null']}
        max_tokens: {type: [integer, 'null'], minimum: 1, maximum: 1000000000}
        n: {type: [integer, 'null'], minimum: 1, maximum: 128}
    ChatCompletion:
      type: object
      required: [choices]
      properties:
        id: {type: string}
        object: {type: string}
        created: {type: integer}
        model: {type: string}
        choices:
          type: array
          items: {type: object}
        usage:
          type: [object, 'null']
    ResponseRequest:
      type: object
      required: [model]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        input:
          description: A text or a list of items; a stored `prompt` may stand in its place.
          type: [string, array]
        instructions: {type: [string, array, 'null']}
        stream: {type: [boolean, 'null']}
        max_output_tokens: {type: [integer, 'null'], minimum: 1}
        service_tier: {type: [string, 'null']}
        background: {type: [boolean, 'null'], description: Only false.}
    Response:
      type: object
      required: [output]
      properties:
        id: {type: string}
        object: {type: string}
        status: {type: string}
        model: {type: string}
        output:
          type: array
          items: {type: object}
        usage: {type: [object, 'null']}
    MessageRequest:
      type: object
      required: [model, messages]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        messages:
          type: array
          minItems: 1
          items: {type: object}
        system: {type: [string, array]}
        max_tokens: {type: [integer, 'null'], minimum: 1}
        stream: {type: [boolean, 'null']}
        service_tier: {type: [string, 'null']}
    Message:
      type: object
      required: [content, usage]
      properties:
        id: {type: string}
        type: {type: string}
        role: {type: string}
        model: {type: string}
        content:
          type: array
          items: {type: object}
        stop_reason: {type: [string, 'null']}
        usage: {type: object}
    EmbeddingsRequest:
      type: object
      required: [model, input]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        input: {$ref: '#/components/schemas/TextsOrTokens'}
        encoding_format: {type: [string, 'null'], enum: [float, base64, null]}
        dimensions: {type: [integer, 'null'], minimum: 1}
    Embeddings:
      type: object
      required: [data]
      properties:
        object: {type: string}
        data:
          type: array
          items:
            type: object
            required: [index, embedding]
            properties:
              object: {type: string}
              index: {type: integer, minimum: 0}
              embedding:
                description: Numbers, or base64 of little-endian 32-bit floats.
                type: [array, string]
        model: {type: string}
        usage: {type: object}
    ModerationRequest:
      type: object
      required: [input]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        input:
          description: A text, or a list of texts, or of texts and pictures.
          type: [string, array]
    RerankRequest:
      type: object
      required: [model, query, documents]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        query: {type: string, minLength: 1}
        documents:
          description: Texts, or objects with one.
          type: array
          minItems: 1
    ImageRequest:
      type: object
      required: [model, prompt]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        prompt: {type: string, minLength: 1}
        'n': {type: [integer, 'null'], minimum: 1, maximum: 128}
        size:
          description: '`1024x1024`, or `auto` to leave it to the model.'
          type: [string, 'null']
        quality: {type: [string, 'null']}
        stream: {type: [boolean, 'null']}
        partial_images: {type: [integer, 'null'], minimum: 0, maximum: 16}
    Images:
      type: object
      properties:
        created: {type: integer}
        data:
          type: array
          items:
            type: object
            properties:
              b64_json: {type: [string, 'null']}
              url: {type: [string, 'null']}
              revised_prompt: {type: [string, 'null']}
        size: {type: [string, 'null']}
        quality: {type: [string, 'null']}
        usage: {type: [object, 'null']}
    ImageForm:
      type: object
      required: [model, image]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        image:
          description: A picture, or several as `image[]`.
          type: string
          contentMediaType: application/octet-stream
        mask: {type: string, contentMediaType: application/octet-stream}
        prompt: {type: string}
        'n': {type: integer, minimum: 1, maximum: 128}
        size: {type: string}
        quality: {type: string}
        stream: {type: boolean}
    VideoId:
      type: string
      pattern: '^video_[0-7][0-9a-hjkmnp-tv-z]{25}$'
      examples: [video_06eyak9n5pq2r4s6t8v0w2x4y6]
    VideoRequest:
      type: object
      required: [model, prompt]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        prompt: {type: string, minLength: 1}
        seconds:
          description: How long it is to be; 4 unless said otherwise. The model says what it can make.
          type: [string, integer, 'null']
        size:
          description: Width and height; `720x1280` unless said otherwise.
          type: [string, 'null']
          examples: [1280x720]
        input_reference:
          description: A picture to begin with, as a file of a form, or by where it lies.
    Video:
      type: object
      required: [id]
      properties:
        id: {$ref: '#/components/schemas/VideoId'}
        object: {type: string}
        model: {type: string}
        status:
          description: '`queued`, `in_progress`, `completed` or `failed`.'
          type: string
        progress: {type: [number, 'null']}
        seconds: {type: [string, number, 'null']}
        size: {type: [string, 'null']}
        created_at: {type: [integer, 'null']}
        completed_at: {type: [integer, 'null']}
        expires_at: {type: [integer, 'null']}
        error: {type: [object, 'null']}
    Videos:
      type: object
      required: [object, data, first_id, last_id, has_more]
      properties:
        object: {type: string, const: list}
        data:
          type: array
          items: {$ref: '#/components/schemas/Video'}
        first_id: {type: [string, 'null']}
        last_id: {type: [string, 'null']}
        has_more: {type: boolean}
    SpeechRequest:
      type: object
      required: [model, input]
      properties:
        model: {$ref: '#/components/schemas/ModelName'}
        input: {type: string, minLength: 1}
        voice: {type: [string, object]}
        response_format:
          description: '`mp3` unless said otherwise.'
          type: [string, 'null']
        stream_format: {type: [string, 'null'], enum: [audio, sse, null]}
        speed: {type: [number, 'null']}
    Model:
      type: object
      required: [id, object, created, owned_by, pricing]
      properties:
        id: {type: string}
        object: {type: string, const: model}
        created: {type: integer}
        owned_by:
          type: string
          description: Who made it.
        context_window: {type: integer, minimum: 1}
        max_output_tokens: {type: integer, minimum: 1}
        pricing:
          type: object
          required: [currency, markup, rates]
          properties:
            currency: {type: string, const: USD}
            markup:
              type: number
              description: What goes on top of the rates, in per cent.
            rates:
              type: array
              items:
                type: object
                required: [meter, price, per, unit]
                properties:
                  meter: {$ref: '#/components/schemas/Meter'}
                  price: {type: number}
                  per: {type: number}
                  unit: {type: string}
                  conditions: {type: string}
    Models:
      type: object
      required: [object, data]
      properties:
        object: {type: string, const: list}
        data:
          type: array
          items: {$ref: '#/components/schemas/Model'}
"""###
}
