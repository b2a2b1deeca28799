// SPDX-License-Identifier: Apache-2.0

public enum OrganizationKind: IDKind { public static let prefix = "org" }
public enum KeyKind: IDKind { public static let prefix = "key" }
public enum AgentKind: IDKind { public static let prefix = "agt" }
public enum AppKind: IDKind { public static let prefix = "app" }
public enum GrantKind: IDKind { public static let prefix = "grant" }
public enum HoldKind: IDKind { public static let prefix = "hold" }
public enum ChargeKind: IDKind { public static let prefix = "chg" }
public enum RefundKind: IDKind { public static let prefix = "ref" }
public enum AdjustmentKind: IDKind { public static let prefix = "adj" }

public typealias OrganizationID = ID<OrganizationKind>
public typealias KeyID = ID<KeyKind>
public typealias AgentID = ID<AgentKind>
public typealias AppID = ID<AppKind>
public typealias GrantID = ID<GrantKind>
public typealias HoldID = ID<HoldKind>
public typealias ChargeID = ID<ChargeKind>
public typealias RefundID = ID<RefundKind>
public typealias AdjustmentID = ID<AdjustmentKind>

public enum TransactionKind: IDKind { public static let prefix = "txn" }
public typealias TransactionID = ID<TransactionKind>

public enum PriceRunKind: IDKind { public static let prefix = "prun" }
public enum QuarantineKind: IDKind { public static let prefix = "quar" }
public enum PriceOverrideKind: IDKind { public static let prefix = "ovr" }
public enum MarkupRuleKind: IDKind { public static let prefix = "mkp" }
public enum AuditKind: IDKind { public static let prefix = "aud" }
public typealias PriceRunID = ID<PriceRunKind>
public typealias QuarantineID = ID<QuarantineKind>
public typealias PriceOverrideID = ID<PriceOverrideKind>
public typealias MarkupRuleID = ID<MarkupRuleKind>
public typealias AuditID = ID<AuditKind>

public enum VideoJobKind: IDKind { public static let prefix = "video" }
public typealias VideoJobID = ID<VideoJobKind>

public enum UsageArchiveKind: IDKind { public static let prefix = "uarc" }
public typealias UsageArchiveID = ID<UsageArchiveKind>
