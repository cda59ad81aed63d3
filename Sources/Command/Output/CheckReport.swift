import Control
import Rollouts
import Simulation
import Wire

/// What `rampart check` found.
struct CheckReport {
    /// One file and its findings.
    struct File {
        var path: String
        var flag: String?
        var diagnostics: [Diagnostic]
        var outlook: OutlookReport?
        var isGood: Bool { !diagnostics.contains { $0.severity == .error } }
    }

    private(set) var files: [File] = []

    var hasErrors: Bool { files.contains { !$0.isGood } }

    /// Reads every plan at `paths`.
    init(paths: [String], context: PlanContext, users: UserRate? = nil) throws {
        var found: [PlanFile] = []
        for path in paths {
            if path.hasSuffix(".json") {
                let content: Result<[UInt8], PlanFileFault>
                do throws(FileBytes.Fault) {
                    content = .success(try FileBytes.read(path, most: PlanReader.mostBytes))
                } catch {
                    throw Complaint.unreachable(error.description)
                }
                found.append(PlanFile(path: path, content: content))
            } else {
                do throws(PlanDirectoryFault) {
                    let inside = try PlanFolder(path: path).files()
                    let lead = path.hasSuffix("/") ? path : path + "/"
                    found += inside.map { PlanFile(path: lead + $0.path, content: $0.content) }
                } catch {
                    throw Complaint.unreachable(error.description)
                }
            }
        }
        guard !found.isEmpty else {
            throw Complaint.unreachable(
                "no plan in \(paths.joined(separator: ", ")); a plan is a file that ends in .json"
            )
        }
        for file in found {
            switch file.content {
            case .success(let bytes):
                let outcome = PlanReader.read(bytes, context: context)
                let outlook = users.flatMap { users in outcome.plan.map { OutlookReport(plan: $0, traffic: users) } }
                files.append(
                    File(path: file.path, flag: outcome.flag, diagnostics: outcome.diagnostics, outlook: outlook)
                )
            case .failure(let fault):
                let diagnostic = Diagnostic(
                    severity: .error,
                    place: Place(line: 1, column: 1),
                    path: "",
                    message: fault.description
                )
                files.append(File(path: file.path, flag: nil, diagnostics: [diagnostic]))
            }
        }
        addShared(PlanShelf(found, context: context))
    }

    /// Adds what only several files together show: flags with two plans, circles of `after`.
    private mutating func addShared(_ shelf: PlanShelf) {
        for broken in shelf.broken {
            guard let index = files.firstIndex(where: { $0.path == broken.file }), files[index].isGood else { continue }
            for line in broken.lines {
                let parts = line.split(separator: ": ", maxSplits: 3).map(String.init)
                guard parts.count == 4 else { continue }
                files[index].diagnostics.append(
                    Diagnostic(severity: .error, place: Place(line: 1, column: 1), path: parts[2], message: parts[3])
                )
            }
        }
    }

    func text(_ format: CheckCommand.Format) -> String {
        switch format {
        case .text: plain()
        case .github: files.flatMap { file in file.diagnostics.map { annotation($0, file.path) } }.joined()
        case .json: json().pretty() + "\n"
        }
    }

    private func plain() -> String {
        var text = ""
        for file in files {
            for diagnostic in file.diagnostics {
                let line = diagnostic.line(file: file.path)
                text += Terminal.coloured(line, diagnostic.severity == .error ? .red : .yellow) + "\n"
            }
            if file.isGood { text += "\(Terminal.coloured("ok", .green)) \(file.path) (\(file.flag ?? "?"))\n" }
            text += file.outlook?.text() ?? ""
        }
        let bad = files.count { !$0.isGood }
        let sum = bad == 0 ? "good" : "\(files.count - bad) good, \(bad) with errors"
        return text + "\(files.count) \(files.count == 1 ? "plan" : "plans"): \(sum)\n"
    }

    private func annotation(_ diagnostic: Diagnostic, _ file: String) -> String {
        func escaped(_ text: String) -> String {
            text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
        }
        let subject = diagnostic.path.isEmpty ? "" : diagnostic.path + ": "
        let place = "line=\(max(1, diagnostic.place.line)),col=\(max(1, diagnostic.place.column))"
        let name = escaped(file).replacing(",", with: "%2C").replacing(":", with: "%3A")
        return "::\(diagnostic.severity.rawValue) file=\(name),\(place)::\(escaped(subject + diagnostic.message))\n"
    }

    private func json() -> JSON {
        [
            "good": JSON(!hasErrors),
            "files": JSON(
                files.map { file in
                    .object([
                        ("path", JSON(file.path)), ("flag", file.flag.map { JSON($0) }), ("good", JSON(file.isGood)),
                        ("outlook", file.outlook?.json()),
                        (
                            "diagnostics",
                            JSON(
                                file.diagnostics.map {
                                    [
                                        "severity": JSON($0.severity.rawValue), "line": JSON(max(1, $0.place.line)),
                                        "column": JSON(max(1, $0.place.column)), "path": JSON($0.path),
                                        "message": JSON($0.message),
                                    ]
                                }
                            )
                        ),
                    ])
                }
            ),
        ]
    }
}
