// Run by `deploy/bench`; a benchmark reports and never fails.

JudgeBenchmark.run()
try await ClientBenchmark.run()
EvaluationBenchmark.run()
try await OrderBenchmark.run()
try await TakeOverBenchmark.run()
