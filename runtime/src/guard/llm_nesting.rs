//! Decides which of several LLM calls inside each other counts the request, the attempt and the tokens.
//!
//! A request is counted once. Of calls inside calls the innermost counts it, and those around it count nothing, unless they
//! report tokens and the inner ones do not. With the key `attempt` on the inner ones it is the other way round: each attempt
//! counts itself and its tokens, and the call around them counts the request.
//!
//! A call that begins inside another is recorded in the frame around it at once, so that whichever of the two is dropped
//! first, the other one finds in its frame what is left to count.

use super::nesting::{CallKinds, NestingFrame};

/// The place of a call among the calls around it. An attempt is a call with the key `attempt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LlmNestingRole {
    /// A call with no call around it.
    Outermost,
    /// An attempt with no call around it: it counts the request too.
    OutermostAttempt,
    /// A call inside another one.
    Inner,
    /// A call inside an attempt: it counts nothing but tokens.
    InsideAttempt,
    /// An attempt inside a call.
    InnerAttempt,
}

/// The parts of a call that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) request: bool,
    pub(super) attempt: bool,
    pub(super) tokens: bool,
}

impl LlmNestingRole {
    /// Returns the role of a call that begins on this thread, and records in the frame around it that it has begun.
    #[inline]
    pub(super) fn begin() -> Self {
        if NestingFrame::enclosing_kinds().intersects(CallKinds::LLM_CALL) {
            Self::begin_inner()
        } else {
            Self::Outermost
        }
    }

    fn begin_inner() -> Self {
        if NestingFrame::enclosing_kinds().intersects(CallKinds::ATTEMPT) {
            NestingFrame::record(CallKinds::TOKENS_PENDING);
            Self::InsideAttempt
        } else {
            NestingFrame::record(CallKinds::LLM_CALL.union(CallKinds::TOKENS_PENDING));
            Self::Inner
        }
    }

    /// Does the same for an attempt.
    pub(super) fn begin_attempt() -> Self {
        if NestingFrame::enclosing_kinds().intersects(CallKinds::LLM_CALL) {
            NestingFrame::record(CallKinds::ATTEMPT.union(CallKinds::TOKENS_PENDING));
            Self::InnerAttempt
        } else {
            Self::OutermostAttempt
        }
    }

    /// True if the call counts a request, unless a call inside it does.
    #[inline]
    pub(super) fn is_request(self) -> bool {
        matches!(self, Self::Outermost | Self::OutermostAttempt | Self::Inner)
    }

    /// True if another call is open around the call.
    #[inline]
    pub(super) fn is_inside(self) -> bool {
        matches!(self, Self::Inner | Self::InsideAttempt | Self::InnerAttempt)
    }

    /// True for a call with the key `attempt`.
    #[inline]
    pub(super) fn is_attempt(self) -> bool {
        matches!(self, Self::OutermostAttempt | Self::InnerAttempt)
    }

    /// The kinds of calls that are open inside the call.
    #[inline]
    pub(super) fn open_kinds(self) -> CallKinds {
        if self == Self::InnerAttempt { CallKinds::LLM_CALL.union(CallKinds::ATTEMPT) } else { CallKinds::LLM_CALL }
    }

    /// Ends the call: returns what it counts, and adds it to the frame around it. `inside` are the records that were made inside
    /// the call.
    #[inline]
    pub(super) fn end(self, inside: CallKinds, has_usage: bool) -> Counted {
        if self == Self::Outermost && inside == CallKinds::NONE {
            return Counted { request: true, attempt: false, tokens: true };
        }
        self.end_nested(inside, has_usage)
    }

    fn end_nested(self, inside: CallKinds, has_usage: bool) -> Counted {
        let is_inside = self.is_inside();
        let counted = Counted {
            request: self.is_request() && !inside.intersects(CallKinds::LLM_CALL),
            attempt: self.is_attempt() && !inside.intersects(CallKinds::ATTEMPT),
            tokens: !inside.intersects(CallKinds::TOKENS.union(CallKinds::TOKENS_PENDING)),
        };
        if is_inside {
            NestingFrame::remove(CallKinds::TOKENS_PENDING);
        }
        let tokens = if counted.tokens && has_usage && is_inside { CallKinds::TOKENS } else { CallKinds::NONE };
        NestingFrame::record(inside.union(tokens));
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Counted = Counted { request: true, attempt: false, tokens: true };
    const NOTHING: Counted = Counted { request: false, attempt: false, tokens: false };

    /// Runs `inside` as the body of a call of that role; returns what the call counts.
    fn call(begin: fn() -> LlmNestingRole, has_usage: bool, inside: impl FnOnce()) -> Counted {
        let role = begin();
        let mut frame = NestingFrame::inside(role.open_kinds());
        let outer = frame.enter();
        inside();
        frame = outer.enter();
        role.end(frame.recorded(), has_usage)
    }

    #[test]
    fn the_innermost_call_counts() {
        assert_eq!(call(LlmNestingRole::begin, true, || {}), ALL);
        let outer = call(LlmNestingRole::begin, true, || {
            assert_eq!(
                call(LlmNestingRole::begin, true, || assert_eq!(call(LlmNestingRole::begin, true, || {}), ALL)),
                NOTHING
            );
        });
        assert_eq!(outer, NOTHING);
    }

    #[test]
    fn tokens_that_no_inner_call_reports_are_not_lost() {
        let outer = call(LlmNestingRole::begin, true, || assert_eq!(call(LlmNestingRole::begin, false, || {}), ALL));
        assert_eq!(outer, Counted { tokens: true, ..NOTHING });
    }

    #[test]
    fn attempts_count_themselves_and_their_tokens() {
        let attempt = Counted { request: false, attempt: true, tokens: true };
        let outer = call(LlmNestingRole::begin, true, || {
            assert_eq!(call(LlmNestingRole::begin_attempt, false, || {}), attempt);
            assert_eq!(call(LlmNestingRole::begin_attempt, true, || {}), attempt);
        });
        assert_eq!(outer, Counted { request: true, attempt: false, tokens: false });
        assert_eq!(call(LlmNestingRole::begin_attempt, true, || {}), Counted { attempt: true, ..ALL }, "alone");
    }

    #[test]
    fn attempts_that_report_no_tokens_leave_them_to_the_call() {
        let outer = call(LlmNestingRole::begin, true, || {
            call(LlmNestingRole::begin_attempt, false, || {});
        });
        assert_eq!(outer, ALL);
    }

    #[test]
    fn a_call_inside_an_attempt_counts_the_tokens() {
        let outer = call(LlmNestingRole::begin, true, || {
            let attempt = call(LlmNestingRole::begin_attempt, true, || {
                let inner = call(LlmNestingRole::begin, true, || {});
                assert_eq!(inner, Counted { request: false, attempt: false, tokens: true });
            });
            assert_eq!(attempt, Counted { request: false, attempt: true, tokens: false });
        });
        assert_eq!(outer, Counted { request: true, attempt: false, tokens: false });
        let lone =
            call(LlmNestingRole::begin_attempt, true, || assert_eq!(call(LlmNestingRole::begin, true, || {}), ALL));
        assert_eq!(lone, Counted { request: false, attempt: true, tokens: false });
    }

    #[test]
    fn of_attempts_inside_attempts_the_innermost_counts() {
        let attempt = call(LlmNestingRole::begin_attempt, true, || {
            let inner = call(LlmNestingRole::begin_attempt, true, || {});
            assert_eq!(inner, Counted { request: false, attempt: true, tokens: true });
        });
        assert_eq!(attempt, Counted { request: true, attempt: false, tokens: false });
    }

    #[test]
    fn the_innermost_call_counts_also_if_the_outer_one_ends_first() {
        let role = LlmNestingRole::begin();
        let mut frame = NestingFrame::inside(role.open_kinds());
        let outer = frame.enter();
        let inner = LlmNestingRole::begin();
        frame = outer.enter();
        assert_eq!(role.end(frame.recorded(), false), NOTHING);
        assert_eq!(inner.end(CallKinds::NONE, false), ALL);
    }
}
