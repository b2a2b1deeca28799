// SPDX-License-Identifier: Apache-2.0

/// The price list inside the binary: a fresh install can price well-known models offline.
///
/// The prices are data with their sources, in `builtin.json` beside this file, from which
/// `Scripts/embed` makes the text that is compiled in.
public enum BuiltinCatalog {
    /// The price book of a fresh install.
    ///
    /// - Throws: ``CatalogRefusal`` when the text that was compiled in is wrong. A test reads the
    ///   same text, so that no released binary throws here.
    public static func book(number: Int64 = 1) throws(CatalogRefusal) -> PriceBook {
        let catalog = try Catalog(parsing: text.withUTF8Buffer { Array($0) })
        do throws(PriceBookRefusal) {
            return try PriceBook(number: number, models: catalog.models)
        } catch {
            throw .book(error)
        }
    }
}
