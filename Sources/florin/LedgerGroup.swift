// SPDX-License-Identifier: Apache-2.0

import App
import ArgumentParser

struct LedgerGroup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Prove, export and sum up the books.",
        discussion: "All of it runs beside a live server, on one consistent snapshot.",
        subcommands: [Verify.self, Export.self, TrialBalance.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Recompute every entry, hash, balance, grant, hold and charge.",
            discussion: """
                Exits with 1 and names the first row that is wrong.

                Of usage that is archived the database keeps sums, which are taken for the rows \
                themselves; with --archives the rows are read in their files, and the sums are \
                proved too.

                Examples:
                  florin ledger verify
                  florin ledger verify --archives /var/lib/florin/archives
                """)

        @OptionGroup var shared: SharedOptions

        @Option(help: ArgumentHelp("The folder of the archives of usage.", valueName: "folder"))
        var archives: String?

        func run() async throws {
            try await shared.report { [archives] in
                try await shared.commands().verifyLedger(archives: archives)
            }
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the journal for hledger or beancount.",
            discussion: """
                Examples:
                  florin ledger export > florin.journal && hledger -f florin.journal check
                  florin ledger export --format beancount --output florin.beancount
                """)

        @OptionGroup var shared: SharedOptions

        @Option(help: "The program that it is for.")
        var format = FormatArgument.hledger

        @Option(help: "A file to write. (default: standard output)")
        var output: String?

        func run() async throws {
            let writesToOutput = output == nil
            do {
                let report = try await shared.commands().exportLedger(as: format, to: output)
                // The journal itself has gone to standard output: nothing may follow it there.
                if !writesToOutput { try await shared.report { report } }
            } catch let code as ExitCode {
                throw code
            } catch {
                try shared.fail(error)
            }
        }
    }

    struct TrialBalance: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "trial-balance",
            abstract: "Sum up every ledger account over all organizations.",
            discussion: """
                Examples:
                  florin ledger trial-balance
                  florin ledger trial-balance --from-journal --json
                """)

        @OptionGroup var shared: SharedOptions

        @Flag(
            name: .customLong("from-journal"),
            help: "Add up every entry instead of the accounts' balances.")
        var fromJournal = false

        func run() async throws {
            try await shared.report {
                try await shared.commands().trialBalance(fromJournal: fromJournal)
            }
        }
    }
}
