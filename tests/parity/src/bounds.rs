//! Asserts which traits a type implements, and which it does not.

use std::{
    fmt::Debug,
    panic::{RefUnwindSafe, UnwindSafe},
};

/// What every type of the crate can do; it may cross a panic, too.
pub(crate) trait Unwinds: Debug + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + 'static {}
impl<T: Debug + Send + Sync + Unpin + UnwindSafe + RefUnwindSafe + 'static> Unwinds for T {}

/// `type_is!(Context: Unwinds, Clone; not Copy)`: before `;` is what the type implements, after it what it does not.
macro_rules! type_is {
    ($type:ty: $($implemented:path),+ $(; not $($missing:path),+)?) => {
        const _: () = {
            const fn assert<T: $($implemented +)+>() {}
            assert::<$type>();
        };
        $($($crate::bounds::type_is_not!($type: $missing);)+)?
    };
}
pub(crate) use type_is;

/// Compiles only if the type does not implement the trait: if it does, both implementations fit and the compiler can't choose.
macro_rules! type_is_not {
    ($type:ty: $missing:path) => {
        const _: fn() = || {
            trait Ambiguous<Marker> {
                fn item() {}
            }
            struct Implemented;
            impl<T: ?Sized> Ambiguous<()> for T {}
            impl<T: ?Sized + $missing> Ambiguous<Implemented> for T {}
            <$type as Ambiguous<_>>::item();
        };
    };
}
pub(crate) use type_is_not;

pub(crate) fn is_send<T: Send>(value: T) -> T {
    value
}
