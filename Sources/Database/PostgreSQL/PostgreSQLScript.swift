// SPDX-License-Identifier: Apache-2.0

/// What PostgreSQL needs to hear in other words than SQLite.
enum PostgreSQLScript {
    /// Makes migrations over: text is ordered by its bytes, as SQLite orders it, whatever the
    /// database's own collation is.
    static func translated(_ sql: String) -> String {
        var text = ""
        var word = ""
        for character in sql + "\n" {
            if character.isLetter || character == "_" || character.isNumber {
                word.append(character)
                continue
            }
            text += word == "TEXT" ? "TEXT COLLATE \"C\"" : word
            text.append(character)
            word = ""
        }
        return text
    }

    /// A trigger that refuses to change, delete or truncate, in the words of a broken constraint.
    static func appendOnly(_ table: String) -> String {
        """
        CREATE OR REPLACE FUNCTION florin_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation';
        END $$;
        CREATE TRIGGER \(table)_append_only BEFORE UPDATE OR DELETE ON \(table)
            FOR EACH ROW EXECUTE FUNCTION florin_append_only();
        \(noTruncate(table))
        """
    }

    /// The trigger that refuses to truncate.
    static func noTruncate(_ table: String) -> String {
        """
        CREATE TRIGGER \(noTruncateTrigger(table)) BEFORE TRUNCATE ON \(table)
            FOR EACH STATEMENT EXECUTE FUNCTION florin_append_only();
        """
    }

    static func noTruncateTrigger(_ table: String) -> String { "\(table)_no_truncate" }

    static func notAppendOnly(_ table: String) -> String {
        """
        DROP TRIGGER \(table)_append_only ON \(table);
        DROP TRIGGER \(noTruncateTrigger(table)) ON \(table);
        """
    }
}
