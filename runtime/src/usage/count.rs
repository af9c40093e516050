//! Counts as clients hold them: any integer, perhaps in an `Option`.

/// A count that a provider reported, did not report, or reported as nonsense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// The provider did not say.
    Unreported,
    /// The provider said so many.
    Reported(u64),
    /// The provider said what no count can be, such as a number below zero.
    Negative,
}

/// What can be given as a count: every integer type, and an `Option` of one.
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
    /// The count, with "not reported" and "below zero" told apart.
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
