import Admin
import ForumKernel
import Logging

extension FeatureHook {
  /// Labels are words of the protocol alone, whatever a flag service says.
  private static let reasons: Set<String> = [
    "STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "CACHED", "DISABLED", "UNKNOWN", "STALE",
  ]

  /// What `counting` counts.
  static var evaluations: MetricFamily<Counter> {
    MetricFamily(
      "forum_feature_evaluations_total", "Evaluations of feature flags by who decided and OpenFeature's reason.", labels: ["source", "reason"]
    ) { Counter() }
  }

  static func counting(in evaluations: MetricFamily<Counter>) -> FeatureHook {
    var hook = FeatureHook()
    hook.finally = { told, result in
      let reason = (try? result.get().reason.rawValue) ?? "ERROR"
      evaluations.labeled(told.source, reasons.contains(reason) || reason == "ERROR" ? reason : "OTHER").add()
    }
    return hook
  }

  /// A line at debug for each flag; the context stays out of it.
  static func logging(to logger: Logger) -> FeatureHook {
    var hook = FeatureHook()
    hook.after = { told, evaluation in
      logger.debug(
        "feature evaluated",
        metadata: [
          "request_id": "\(Correlation.current.requestID)", "flag": "\(evaluation.key)", "source": "\(told.source)",
          "variant": "\(evaluation.variant ?? "")", "reason": "\(evaluation.reason.rawValue)",
        ])
    }
    hook.error = { told, error in
      logger.debug(
        "feature not evaluated",
        metadata: [
          "request_id": "\(Correlation.current.requestID)", "flag": "\(told.key ?? "all")", "source": "\(told.source)", "error": "\(error)",
        ])
    }
    return hook
  }
}
