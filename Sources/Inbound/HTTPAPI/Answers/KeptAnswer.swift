import Forum
import HummingbirdCore

/// The place of one request's answer among the kept ones, with what is there and the moment before anything was read.
struct KeptAnswer: Sendable {
  let answer: Response?
  private let answers: AnswerCache
  private let key: AnswerCache.Key
  private let moment: AnswerCache.Moment

  init(_ answers: AnswerCache, _ key: AnswerCache.Key) {
    self.answers = answers
    self.key = key
    moment = answers.moment
    answer = answers.answer(key)
  }

  /// Keeps an answer that shows nothing but this thread.
  func keep(_ answer: Response, of thread: ThreadID) { answers.keep(answer, key, of: thread, since: moment) }
}
