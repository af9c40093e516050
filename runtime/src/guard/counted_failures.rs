//! Recognises a failure that goes up through several guards, so that `process_errors_total` counts it once, where it began.
//!
//! A guard that fails adds the error type to the frame around it if it has counted the failure, or if it has recognised it as
//! one that a guard inside has counted. The guard of that frame recognises its own failure by the type; an error without a
//! type, `other`, wraps whichever failure there is. What succeeds shows that the failures before it were dealt with, so a
//! later one is new, even of the same type.

use crate::error::ErrorType;

/// The error types of the failures inside a guard that were counted, a bit each, in the nesting frame of that guard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct CountedFailures(u16);

/// In the frame of a guard: there were counted failures in the frame around it when it began. What begins before a failure
/// and succeeds after it ran beside it, and shows nothing.
const BEGAN_AFTER_FAILURE: u16 = 1 << 15;

const _: () = assert!(ErrorType::ALL.len() <= 15, "each error type has a bit");

impl CountedFailures {
    pub(super) const NONE: Self = Self(0);

    /// None yet, in a guard that begins inside a frame with these failures.
    #[inline]
    pub(super) fn inside(around: Self) -> Self {
        Self(if around.types() == 0 { 0 } else { BEGAN_AFTER_FAILURE })
    }

    #[inline]
    fn types(self) -> u16 {
        self.0 & !BEGAN_AFTER_FAILURE
    }

    #[inline]
    pub(super) fn began_after_failure(self) -> bool {
        self.0 & BEGAN_AFTER_FAILURE != 0
    }

    /// The types that a failure of this type may be, if it was counted inside: its own, or any for an error without a type.
    fn recognised(self, error_type: ErrorType) -> u16 {
        self.types() & if error_type == ErrorType::Other { !0 } else { bit(error_type) }
    }

    /// Notes in the failures `around` that the guard succeeded.
    pub(super) fn succeed(self, around: Self) -> Self {
        if self.began_after_failure() { Self(around.0 & BEGAN_AFTER_FAILURE) } else { around }
    }

    /// Notes in the failures `around` that the guard failed; also returns whether the failure is to be counted. A guard that
    /// `counts` no failures leaves a new one to the guards around it.
    pub(super) fn fail(self, around: Self, error_type: ErrorType, counts: bool) -> (Self, bool) {
        match self.recognised(error_type) {
            0 if counts => (Self(around.0 | bit(error_type)), true),
            0 => (Self(around.0 & !around.recognised(error_type)), false),
            recognised => (Self(around.0 | recognised), false),
        }
    }
}

fn bit(error_type: ErrorType) -> u16 {
    1 << error_type as u16
}

#[cfg(test)]
mod tests {
    use super::super::nesting::{CallKinds, NestingFrame};
    use super::*;
    use ErrorType::{Other, RateLimit, Timeout};

    /// Runs `inside` as the body of a guard that ends so; returns how many failures are counted, those inside included.
    fn guard(counts: bool, failed: impl Into<Option<ErrorType>>, inside: impl FnOnce() -> usize) -> usize {
        let mut frame = NestingFrame::inside();
        let outer = frame.enter(CallKinds::NONE);
        let counted = inside();
        frame.leave(outer);
        counted + usize::from(frame.end(failed.into(), counts).is_some())
    }

    fn fails(error_type: ErrorType) -> usize {
        guard(true, error_type, || 0)
    }

    fn succeeds() -> usize {
        guard(true, None, || 0)
    }

    #[test]
    fn a_failure_counts_where_it_began() {
        assert_eq!(guard(true, Timeout, || guard(true, Timeout, || fails(Timeout))), 1);
        assert_eq!(
            guard(true, Timeout, || guard(false, Timeout, || fails(Timeout))),
            1,
            "through one that does not count"
        );
        assert_eq!(guard(true, Timeout, || guard(true, Other, || fails(Timeout))), 1, "through one without a type");
        assert_eq!(guard(true, Timeout, || guard(false, Timeout, || 0)), 1, "the first that counts");
    }

    #[test]
    fn another_failure_is_new() {
        assert_eq!(guard(true, RateLimit, || fails(Timeout)), 2, "of another type");
        assert_eq!(guard(true, Timeout, || fails(Timeout) + succeeds()), 2, "after a success");
        assert_eq!(guard(true, Other, || fails(Timeout) + succeeds()), 2);
        assert_eq!(guard(true, Timeout, || fails(Timeout) + fails(Timeout)), 2, "each began");
        assert_eq!(guard(true, Timeout, || guard(true, None, || fails(Timeout))), 2, "the first was dealt with inside");
        assert_eq!(guard(true, Timeout, || fails(Timeout) + guard(false, Timeout, || 0)), 2, "that was not counted");
        assert_eq!(fails(Timeout) + fails(Timeout), 2, "with nothing around");
    }

    #[test]
    fn either_of_two_failures_is_recognised() {
        for error_type in [RateLimit, Timeout, Other] {
            assert_eq!(guard(true, error_type, || fails(RateLimit) + fails(Timeout)), 2, "{error_type}");
        }
    }

    #[test]
    fn what_ran_beside_a_failure_shows_nothing_by_its_success() {
        let counted = guard(true, Timeout, || {
            let beside = NestingFrame::inside();
            let counted = fails(Timeout);
            assert_eq!(beside.end(None, true), None);
            counted
        });
        assert_eq!(counted, 1);
    }
}
