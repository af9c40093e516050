//! Decides what an LLM call counts, among the calls that are around it and inside it.
//!
//! A request is counted once. Of calls inside calls the innermost counts it, and those around it count nothing, unless they
//! know of tokens and the inner ones do not. With the key `attempt` on the inner ones it is the other way round: each attempt
//! counts itself and its tokens, and the call around them counts the request.
//!
//! A call that begins inside another is recorded in the frame around it at once, so that whichever of the two is dropped
//! first, the other knows what to count.

use super::nesting::{NestingFrame, RecordedKinds};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NestingRole {
    /// No call is around it.
    Outermost,
    /// A call is around it.
    Inner,
    /// A call is around it, and an attempt between them: all that it counts is tokens.
    InAttempt,
    /// No call is around it: it is the request, too.
    LoneAttempt,
    /// A call is around it.
    Attempt,
}

/// What a call counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) request: bool,
    pub(super) attempt: bool,
    pub(super) tokens: bool,
}

impl NestingRole {
    /// The role of a call that begins here.
    #[inline]
    pub(super) fn here() -> Self {
        if NestingFrame::around().any_of(RecordedKinds::LLM_CALL) { Self::inside() } else { Self::Outermost }
    }

    fn inside() -> Self {
        if NestingFrame::around().any_of(RecordedKinds::ATTEMPT) {
            NestingFrame::record(RecordedKinds::TOKENS_TO_COME);
            Self::InAttempt
        } else {
            NestingFrame::record(RecordedKinds::LLM_CALL.and(RecordedKinds::TOKENS_TO_COME));
            Self::Inner
        }
    }

    /// The role of an attempt that begins here.
    pub(super) fn attempt_here() -> Self {
        if NestingFrame::around().any_of(RecordedKinds::LLM_CALL) {
            NestingFrame::record(RecordedKinds::ATTEMPT.and(RecordedKinds::TOKENS_TO_COME));
            Self::Attempt
        } else {
            Self::LoneAttempt
        }
    }

    /// The kinds of calls that are open inside the call.
    #[inline]
    pub(super) fn opens(self) -> RecordedKinds {
        if self == Self::Attempt {
            RecordedKinds::LLM_CALL.and(RecordedKinds::ATTEMPT)
        } else {
            RecordedKinds::LLM_CALL
        }
    }

    /// What the call counts that ends here, after the records `inside` were made inside it. Adds to the frame around it.
    #[inline]
    pub(super) fn ends(self, inside: RecordedKinds, has_usage: bool) -> Counted {
        if self == Self::Outermost && inside == RecordedKinds::NONE {
            return Counted { request: true, attempt: false, tokens: true };
        }
        self.ends_among_others(inside, has_usage)
    }

    fn ends_among_others(self, inside: RecordedKinds, has_usage: bool) -> Counted {
        let is_inside = matches!(self, Self::Inner | Self::InAttempt | Self::Attempt);
        let is_request = matches!(self, Self::Outermost | Self::Inner | Self::LoneAttempt);
        let is_attempt = matches!(self, Self::LoneAttempt | Self::Attempt);
        let counted = Counted {
            request: is_request && !inside.any_of(RecordedKinds::LLM_CALL),
            attempt: is_attempt && !inside.any_of(RecordedKinds::ATTEMPT),
            tokens: !inside.any_of(RecordedKinds::TOKENS.and(RecordedKinds::TOKENS_TO_COME)),
        };
        if is_inside {
            NestingFrame::take_back(RecordedKinds::TOKENS_TO_COME);
        }
        let tokens = if counted.tokens && has_usage && is_inside { RecordedKinds::TOKENS } else { RecordedKinds::NONE };
        NestingFrame::record(inside.and(tokens));
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Counted = Counted { request: true, attempt: false, tokens: true };
    const NOTHING: Counted = Counted { request: false, attempt: false, tokens: false };

    /// Runs `inside` as a call of that role would; says what the call counts.
    fn call(begin: fn() -> NestingRole, has_usage: bool, inside: impl FnOnce()) -> Counted {
        let role = begin();
        let mut frame = NestingFrame::inside(role.opens());
        let outer = frame.enter();
        inside();
        frame = outer.enter();
        role.ends(frame.recorded(), has_usage)
    }

    #[test]
    fn the_innermost_call_counts() {
        assert_eq!(call(NestingRole::here, true, || {}), ALL);
        let outer = call(NestingRole::here, true, || {
            assert_eq!(
                call(NestingRole::here, true, || assert_eq!(call(NestingRole::here, true, || {}), ALL)),
                NOTHING
            );
        });
        assert_eq!(outer, NOTHING);
    }

    #[test]
    fn tokens_that_no_inner_call_knew_are_not_lost() {
        let outer = call(NestingRole::here, true, || assert_eq!(call(NestingRole::here, false, || {}), ALL));
        assert_eq!(outer, Counted { tokens: true, ..NOTHING });
    }

    #[test]
    fn attempts_count_themselves_and_their_tokens() {
        let attempt = Counted { request: false, attempt: true, tokens: true };
        let outer = call(NestingRole::here, true, || {
            assert_eq!(call(NestingRole::attempt_here, false, || {}), attempt);
            assert_eq!(call(NestingRole::attempt_here, true, || {}), attempt);
        });
        assert_eq!(outer, Counted { request: true, attempt: false, tokens: false });
        assert_eq!(call(NestingRole::attempt_here, true, || {}), Counted { attempt: true, ..ALL }, "alone");
    }

    #[test]
    fn attempts_that_tell_no_tokens_leave_them_to_the_call() {
        let outer = call(NestingRole::here, true, || {
            call(NestingRole::attempt_here, false, || {});
        });
        assert_eq!(outer, ALL);
    }

    #[test]
    fn a_call_inside_an_attempt_counts_the_tokens() {
        let outer = call(NestingRole::here, true, || {
            let attempt = call(NestingRole::attempt_here, true, || {
                let inner = call(NestingRole::here, true, || {});
                assert_eq!(inner, Counted { request: false, attempt: false, tokens: true });
            });
            assert_eq!(attempt, Counted { request: false, attempt: true, tokens: false });
        });
        assert_eq!(outer, Counted { request: true, attempt: false, tokens: false });
        let lone = call(NestingRole::attempt_here, true, || assert_eq!(call(NestingRole::here, true, || {}), ALL));
        assert_eq!(lone, Counted { request: false, attempt: true, tokens: false });
    }

    #[test]
    fn of_attempts_inside_attempts_the_innermost_counts() {
        let attempt = call(NestingRole::attempt_here, true, || {
            let inner = call(NestingRole::attempt_here, true, || {});
            assert_eq!(inner, Counted { request: false, attempt: true, tokens: true });
        });
        assert_eq!(attempt, Counted { request: true, attempt: false, tokens: false });
    }

    #[test]
    fn who_counts_is_known_whichever_ends_first() {
        let role = NestingRole::here();
        let mut frame = NestingFrame::inside(role.opens());
        let outer = frame.enter();
        let inner = NestingRole::here();
        frame = outer.enter();
        assert_eq!(role.ends(frame.recorded(), false), NOTHING);
        assert_eq!(inner.ends(RecordedKinds::NONE, false), ALL);
    }
}
