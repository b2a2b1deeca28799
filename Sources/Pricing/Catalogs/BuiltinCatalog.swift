// SPDX-License-Identifier: Apache-2.0

/// The price list inside the binary: a fresh install can price well-known models offline.
///
/// The prices are data, in `builtin.json` beside this file, with their sources.
public enum BuiltinCatalog {
    /// The price book of a fresh install.
    ///
    /// - Throws: ``CatalogRefusal`` when the file that was compiled in is wrong. Tests read the same
    ///   bytes, so that no released binary throws here.
    public static func book(number: Int64 = 1) throws(CatalogRefusal) -> PriceBook {
        let catalog = try Catalog(parsing: PackageResources.builtin_json)
        do throws(PriceBookRefusal) {
            return try PriceBook(number: number, models: catalog.models)
        } catch {
            throw .book(error)
        }
    }
}
