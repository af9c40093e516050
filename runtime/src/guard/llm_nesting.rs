//! Decides which of several LLM calls inside each other counts the request, the attempt and the tokens.
//!
//! A request is counted once. Of calls inside calls the innermost counts it, and those around it count nothing, unless they
//! report tokens and the inner ones do not. With the key `attempt` on the inner ones it is the other way round: each attempt
//! counts itself and its tokens, and the call around them counts the request.
//!
//! A call that begins inside others is recorded in their frames at once, so that whichever of them is dropped first, the others
//! find in their frames what is left to count.

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
    /// Returns the role of a call that begins on this thread.
    #[inline]
    pub(super) fn begin(is_attempt: bool) -> Self {
        let open = NestingFrame::enclosing_kinds();
        match (open.intersects(CallKinds::LLM_CALL), is_attempt) {
            (false, false) => Self::Outermost,
            (false, true) => Self::OutermostAttempt,
            (true, true) => Self::InnerAttempt,
            (true, false) if open.intersects(CallKinds::ATTEMPT) => Self::InsideAttempt,
            (true, false) => Self::Inner,
        }
    }

    /// Records in the frames around a call that it has begun.
    #[inline]
    pub(super) fn begun(self, frame: &NestingFrame) {
        match self {
            Self::Outermost | Self::OutermostAttempt => {}
            Self::Inner => frame.begin_tokens(CallKinds::LLM_CALL),
            Self::InsideAttempt => frame.begin_tokens(CallKinds::NONE),
            Self::InnerAttempt => frame.begin_tokens(CallKinds::ATTEMPT),
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

    /// Ends the call: returns what it counts, and records it in the frames around.
    #[inline]
    pub(super) fn end(self, frame: &NestingFrame, has_usage: bool) -> Counted {
        let inside = frame.recorded();
        if self == Self::Outermost && inside == CallKinds::NONE {
            return Counted { request: true, attempt: false, tokens: true };
        }
        self.end_nested(frame, inside, has_usage)
    }

    #[cold]
    fn end_nested(self, frame: &NestingFrame, inside: CallKinds, has_usage: bool) -> Counted {
        let counted = Counted {
            request: self.is_request() && !inside.intersects(CallKinds::LLM_CALL),
            attempt: self.is_attempt() && !inside.intersects(CallKinds::ATTEMPT),
            tokens: !inside.intersects(CallKinds::TOKENS.union(CallKinds::TOKENS_PENDING)),
        };
        if self.is_inside() {
            frame.end_tokens(if counted.tokens && has_usage { CallKinds::TOKENS } else { CallKinds::NONE });
        }
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Counted = Counted { request: true, attempt: false, tokens: true };
    const NOTHING: Counted = Counted { request: false, attempt: false, tokens: false };

    /// A call that has begun, and its frame.
    fn begin(is_attempt: bool) -> (LlmNestingRole, NestingFrame) {
        let (role, frame) = (LlmNestingRole::begin(is_attempt), NestingFrame::inside());
        role.begun(&frame);
        (role, frame)
    }

    /// Runs `inside` as the body of a call, or of an attempt; returns what it counts.
    fn call(is_attempt: bool, has_usage: bool, inside: impl FnOnce()) -> Counted {
        let (role, mut frame) = begin(is_attempt);
        let outer = frame.enter(role.open_kinds());
        inside();
        frame.leave(outer);
        role.end(&frame, has_usage)
    }

    #[test]
    fn the_innermost_call_counts() {
        assert_eq!(call(false, true, || {}), ALL);
        let outer = call(false, true, || {
            assert_eq!(call(false, true, || assert_eq!(call(false, true, || {}), ALL)), NOTHING);
        });
        assert_eq!(outer, NOTHING);
    }

    #[test]
    fn tokens_that_no_inner_call_reports_are_not_lost() {
        let outer = call(false, true, || assert_eq!(call(false, false, || {}), ALL));
        assert_eq!(outer, Counted { tokens: true, ..NOTHING });
    }

    #[test]
    fn attempts_count_themselves_and_their_tokens() {
        let attempt = Counted { request: false, attempt: true, tokens: true };
        let outer = call(false, true, || {
            assert_eq!(call(true, false, || {}), attempt);
            assert_eq!(call(true, true, || {}), attempt);
        });
        assert_eq!(outer, Counted { request: true, attempt: false, tokens: false });
        assert_eq!(call(true, true, || {}), Counted { attempt: true, ..ALL }, "alone");
    }

    #[test]
    fn attempts_that_report_no_tokens_leave_them_to_the_call() {
        let outer = call(false, true, || {
            call(true, false, || {});
        });
        assert_eq!(outer, ALL);
    }

    #[test]
    fn a_call_inside_an_attempt_counts_the_tokens() {
        let outer = call(false, true, || {
            let attempt = call(true, true, || {
                let inner = call(false, true, || {});
                assert_eq!(inner, Counted { request: false, attempt: false, tokens: true });
            });
            assert_eq!(attempt, Counted { request: false, attempt: true, tokens: false });
        });
        assert_eq!(outer, Counted { request: true, attempt: false, tokens: false });
        let lone = call(true, true, || assert_eq!(call(false, true, || {}), ALL));
        assert_eq!(lone, Counted { request: false, attempt: true, tokens: false });
    }

    #[test]
    fn of_attempts_inside_attempts_the_innermost_counts() {
        let attempt = call(true, true, || {
            let inner = call(true, true, || {});
            assert_eq!(inner, Counted { request: false, attempt: true, tokens: true });
        });
        assert_eq!(attempt, Counted { request: true, attempt: false, tokens: false });
    }

    #[test]
    fn the_innermost_call_counts_also_if_the_outer_one_ends_first() {
        let (role, mut frame) = begin(false);
        let outer = frame.enter(role.open_kinds());
        let (inner, inner_frame) = begin(false);
        frame.leave(outer);
        assert_eq!(role.end(&frame, false), NOTHING);
        drop(frame);
        assert_eq!(inner.end(&inner_frame, false), ALL);
    }

    #[test]
    fn what_began_in_one_call_and_ends_in_another_is_the_first_ones() {
        for has_usage in [true, false] {
            let (first, mut first_frame) = begin(false);
            let outer = first_frame.enter(first.open_kinds());
            let (inner, inner_frame) = begin(false);
            first_frame.leave(outer);
            let second = call(false, true, || assert_eq!(inner.end(&inner_frame, has_usage), ALL));
            assert_eq!(second, ALL, "nothing was inside it");
            assert_eq!(first.end(&first_frame, true), Counted { tokens: !has_usage, ..NOTHING });
        }
    }
}
