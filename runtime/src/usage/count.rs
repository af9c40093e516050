//! Converts counts from the types of clients: any integer, or an `Option` of one.

/// More tokens than any call can have. A larger number is a mistake, which would spoil every sum that it gets into.
pub(super) const MAX_PLAUSIBLE_TOKENS: u64 = 1_000_000_000_000;

/// A count that a provider reported, did not report, or reported wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Count {
    /// The provider reported no count.
    Unreported,
    /// The provider reported so many.
    Reported(u64),
    /// The provider reported something that can be no count, such as a number below zero.
    Negative,
}

/// A type that can be given as a count: every integer type, and an `Option` of one.
///
/// ```
/// use agent_metrics::{Count, IntoCount};
///
/// assert_eq!(5_u32.into_count(), Count::Reported(5));
/// assert_eq!(None::<i64>.into_count(), Count::Unreported);
/// assert_eq!((-1).into_count(), Count::Negative);
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is no count", label = "expected an integer, or an `Option` of one")]
pub trait IntoCount {
    /// The count; "not reported" and "below zero" are distinct.
    fn into_count(self) -> Count;
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl IntoCount for $integer {
            #[inline]
            fn into_count(self) -> Count {
                u64::try_from(self).map_or(Count::Negative, Count::Reported)
            }
        }
    )*};
}
integers!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl IntoCount for Count {
    fn into_count(self) -> Count {
        self
    }
}

impl<T: IntoCount> IntoCount for Option<T> {
    #[inline]
    fn into_count(self) -> Count {
        self.map_or(Count::Unreported, T::into_count)
    }
}

#[diagnostic::do_not_recommend]
impl<T: IntoCount + Copy> IntoCount for &T {
    #[inline]
    fn into_count(self) -> Count {
        (*self).into_count()
    }
}
