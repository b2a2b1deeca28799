// SPDX-License-Identifier: Apache-2.0

import Pricing

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    read(.florin, Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
